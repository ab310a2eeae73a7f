/* Mathematics of one number in double precision: the C library's. */
#include <math.h>

typedef double one;
static INLINE one one_exp(one x) { return exp(x); }
static INLINE one one_log(one x) { return log(x); }
static INLINE one one_sqrt(one x) { return sqrt(x); }
static INLINE one one_abs(one x) { return fabs(x); }
static INLINE one one_power(one x, one y) { return pow(x, y); }
static INLINE one one_larger(one a, one b) { return a > b ? a : b; }
static INLINE one one_above(one a, one b, one yes, one no) { return a > b ? yes : no; }

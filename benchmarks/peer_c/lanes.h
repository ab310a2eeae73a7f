/* Mathematics of LANES numbers of type REAL side by side, in GCC's and Clang's vector types.
 *
 * exp and log reduce their argument to a small interval and use Taylor's polynomial there; the splitting of ln 2 is
 * Cody and Waite's (1980). The whole number is taken by adding a constant whose last place is one. */

typedef REAL lane __attribute__((vector_size(LANES * sizeof(REAL))));
#if SINGLE
typedef int32_t whole __attribute__((vector_size(LANES * sizeof(REAL))));
#define FRACTION 23
#define ROUND 12582912.0f
#define LEAST -87.0f
#define MOST 88.0f
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define HALF_ROOT 0x3F3504F3
#define TINY 1e-37f
#else
typedef int64_t whole __attribute__((vector_size(LANES * sizeof(REAL))));
#define FRACTION 52
#define ROUND 6755399441055744.0
#define LEAST -708.0
#define MOST 709.0
#define LN2_HIGH 0.693147180369123816490
#define LN2_LOW 1.90821492927058770002e-10
#define HALF_ROOT 0x3FE6A09E667F3BCDLL
#define TINY 1e-300
#endif
#define R(x) ((REAL)(x))

static INLINE lane lane_pick(whole where, lane yes, lane no) {
    return (lane)((where & (whole)yes) | (~where & (whole)no));
}
static INLINE lane lane_above(lane a, lane b, lane yes, lane no) { return lane_pick(a > b, yes, no); }
static INLINE lane lane_larger(lane a, lane b) { return lane_pick(a > b, a, b); }
static INLINE lane lane_abs(lane x) { return lane_larger(x, -x); }

static INLINE lane lane_sqrt(lane x) {
    lane root;
    for (int i = 0; i < LANES; i++) root[i] = SINGLE ? __builtin_sqrtf(x[i]) : __builtin_sqrt(x[i]);
    return root;
}

static INLINE lane lane_exp(lane x) {
    lane all = x - x;
    x = lane_larger(x, all + LEAST);
    x = lane_pick(x < all + MOST, x, all + MOST);
    lane shifted = x * R(1.4426950408889634) + ROUND, n = shifted - ROUND;
    lane r = x - n * LN2_HIGH - n * LN2_LOW;
#if SINGLE
    lane q = R(1.0 / 720) + r * R(1.0 / 5040);
#else
    lane q = R(1.0 / 3628800) + r * R(1.0 / 39916800);
    q = R(1.0 / 362880) + r * q;
    q = R(1.0 / 40320) + r * q;
    q = R(1.0 / 5040) + r * q;
    q = R(1.0 / 720) + r * q;
#endif
    q = R(1.0 / 120) + r * q;
    q = R(1.0 / 24) + r * q;
    q = R(1.0 / 6) + r * q;
    q = R(0.5) + r * q;
    return (lane)((whole)(R(1) + r * (R(1) + r * q)) + ((whole)shifted << FRACTION));
}

static INLINE lane lane_log(lane x) {
    whole e = ((whole)x - HALF_ROOT) >> FRACTION;
    lane m = (lane)((whole)x - (e << FRACTION)), s = (m - R(1)) / (m + R(1)), w = s * s;
#if SINGLE
    lane q = R(1.0 / 3) + w * (R(1.0 / 5) + w * (R(1.0 / 7) + w * R(1.0 / 9)));
#else
    lane q = R(1.0 / 15) + w * (R(1.0 / 17) + w * R(1.0 / 19));
    q = R(1.0 / 9) + w * (R(1.0 / 11) + w * (R(1.0 / 13) + w * q));
    q = R(1.0 / 3) + w * (R(1.0 / 5) + w * (R(1.0 / 7) + w * q));
#endif
    return __builtin_convertvector(e, lane) * R(0.6931471805599453) + (s + s) * (R(1) + w * q);
}

static INLINE lane lane_power(lane x, lane y) {
    lane none = x - x;
    return lane_above(x, none + TINY, lane_exp(y * lane_log(lane_larger(x, none + TINY))), none);
}

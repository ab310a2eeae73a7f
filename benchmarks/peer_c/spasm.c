/* The engine's scheme by hand in C, for the spasm with bare skin and no tablets: what Numba's code is measured against.
 *
 * The same people, timeline, noise, steps, results and summaries as src/unclench/simulate, whose records it reads and
 * writes in place. `layout.h` is written by peer.py from the same lists that the engine uses. Compiled with LANES 1 it
 * is plain C that takes one person at a time with the C library's mathematics. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "layout.h"

#define INLINE inline __attribute__((always_inline))
#include "one.h"
#if LANES > 1
#include "lanes.h"
#define T lane
#define ELEMENT REAL
#include "equations.h"
#define AT(row, place) (row)[place]
#else
typedef double lane;
#define R(x) ((double)(x))
#define AT(row, place) (row)
#define lane_outside one_outside
#define lane_look one_look
#define lane_rates one_rates
#define lane_larger one_larger
#define lane_abs one_abs
#endif
#define T one
#define ELEMENT double
#include "equations.h"
#include "noise.h"
#include "step.h"

typedef struct {
    int64_t member;
    double spasm[N_PARAMETERS], heat[N_HEAT_PARAMETERS], medicine[N_MEDICINE_PARAMETERS];
} person;
typedef struct {
    double spasm[N_STATES], heat[N_HEAT_STATES], noise;
} being;
typedef struct {
    double start_s, end_s, inputs[N_INPUTS], injury;
    int64_t surface;
    double source_c, applied_s;
    int64_t fresh;
} spell;
typedef struct {
    int64_t status, steps, refused;
    double locked_at_s, released_at_s, unlocked_since_s, locked_seconds;
    double of_the_skin[6];
} summary;

/* What happens to everybody; skin_c and muscle_c are everybody's own, for bare skin stays as it is. */
typedef struct {
    uint64_t seed;
    double tolerance;
    int64_t people, spells, outputs;
    const person *who;
    being *beings;
    const spell *timeline;
    const double *output_s, *skin_c, *muscle_c;
    double *curves;
    summary *summaries;
} work;

/* One person under way. */
typedef struct {
    const person *who;
    being *me;
    summary *sum;
    double *curves, time_s, step_s, after_s, kept, path[2], before[N_INPUTS], after[N_INPUTS], skin_c, muscle_c;
    int64_t knot, output, spell;
    int entered, finished;
} life;

static void fill_inputs(double time_s, const life *l, double *in) {
    double share = time_s / NOISE_GRID_S - (double)l->knot;
    in[I_NOISE] = l->path[0] + share * (l->path[1] - l->path[0]);
}

static void begin(life *l, int64_t row, const work *w) {
    double start_s = w->timeline[0].start_s;
    l->who = w->who + row;
    l->me = w->beings + row;
    l->sum = w->summaries + row;
    l->curves = w->curves + row * w->outputs * N_RESULTS;
    l->time_s = start_s;
    l->step_s = FIRST_STEP_S;
    l->skin_c = w->skin_c[row];
    l->muscle_c = w->muscle_c[row];
    l->knot = (int64_t)nearbyint(start_s / NOISE_GRID_S);
    l->output = l->spell = l->entered = l->finished = 0;
    l->kept = exp(-NOISE_GRID_S / l->who->spasm[P_NOISE_CORRELATION_S]);
    l->path[0] = l->me->noise;
    l->path[1] = next_noise(w->seed, l->who->member, l->knot, l->path[0], l->kept);
    int locked = l->me->spasm[S_REFLEX] > LOCKED_REFLEX;
    l->sum->status = l->sum->steps = l->sum->refused = 0;
    l->sum->locked_at_s = locked ? start_s : NAN;
    l->sum->released_at_s = NAN;
    l->sum->unlocked_since_s = locked ? NAN : start_s;
    l->sum->locked_seconds = 0.0;
}

static void enter(life *l, const work *w) {
    const spell *at = w->timeline + l->spell;
    double *y = l->me->spasm;
    if (at->injury > 0.0) {
        y[S_DRIVER] = y[S_DRIVER] > at->injury ? y[S_DRIVER] : at->injury;
        y[S_INFLAMMATION] += l->who->spasm[P_INFLAMMATION_AT_INJURY] * at->injury;
    }
    for (int i = 0; i < N_INPUTS; i++) l->before[i] = at->inputs[i];
    l->before[I_NSAID_EFFECT] = l->before[I_ACETAMINOPHEN_EFFECT] = 0.0;
    l->before[I_SKIN_C] = l->skin_c;
    l->before[I_MUSCLE_C] = l->muscle_c;
    fill_inputs(l->time_s, l, l->before);
    for (int i = 0; i < N_INPUTS; i++) l->after[i] = l->before[i];
    if (l->step_s > FIRST_STEP_S) l->step_s = FIRST_STEP_S;
}

static void write_due(life *l, const work *w) {
    if (l->output >= w->outputs || w->output_s[l->output] > l->time_s) return;
    double *row = l->curves + l->output++ * N_RESULTS;
    one_see(l->me->spasm, l->before, l->who->spasm, row);
    row[R_SKIN_C] = l->skin_c;
    row[R_MUSCLE_C] = l->muscle_c;
    for (int i = R_LEVELS; i < N_RESULTS; i++) row[i] = 0.0;
}

/* The longest step that still follows a stretch closely; where nothing stretches, any. */
static double longest_step(const spell *here) {
    return here->inputs[I_STRETCH_SPEED] == 0 ? INFINITY : (here->end_s - here->start_s) / STEPS_A_STRETCH;
}

/* Make the next step of a person ready; returns whether inputs or state have jumped. */
static int get_ready(life *l, const work *w) {
    int jumped = 0;
    while (!l->entered || l->time_s >= w->timeline[l->spell].end_s) {
        if (l->entered) l->entered = 0, l->spell++;
        if (l->spell == w->spells) {
            write_due(l, w);
            l->me->noise = l->path[0];
            l->finished = 1;
            return jumped;
        }
        enter(l, w);
        write_due(l, w);
        l->entered = jumped = 1;
    }
    double stop_s = fmin(w->timeline[l->spell].end_s, (double)(l->knot + 1) * NOISE_GRID_S);
    if (l->output < w->outputs) stop_s = fmin(stop_s, w->output_s[l->output]);
    double left_s = stop_s - l->time_s, step_s = fmin(l->step_s, longest_step(w->timeline + l->spell));
    if (step_s >= left_s)
        step_s = left_s;
    else if (step_s > 0.5 * left_s)
        step_s = 0.5 * left_s;
    l->after_s = step_s < left_s ? l->time_s + step_s : stop_s;
    fill_inputs(l->after_s, l, l->after);
    return jumped;
}

static void watch(double reflex, life *l) {
    summary *s = l->sum;
    if (reflex > LOCKED_REFLEX) {
        s->locked_seconds += l->after_s - l->time_s;
        s->unlocked_since_s = NAN;
        if (isnan(s->locked_at_s)) s->locked_at_s = l->after_s;
        return;
    }
    if (isnan(s->unlocked_since_s)) s->unlocked_since_s = l->after_s;
    if (!isnan(s->locked_at_s) && isnan(s->released_at_s) && l->after_s - s->unlocked_since_s >= RELEASE_HOLDS_S)
        s->released_at_s = s->unlocked_since_s;
}

static double step_change(double error) {
    if (!(error < 1e30)) return SHRINK_MOST;
    return fmin(GROW_MOST, fmax(SHRINK_MOST, SAFETY / sqrt(fmax(error, 1e-12))));
}

/* Accept the step that was tried in a place, or refuse it; `error` is in units of the tolerance. */
static void judge(double error, life *l, tables *t, int place, const work *w) {
    double step_s = l->after_s - l->time_s, *y = l->me->spasm, next_s;
    if (!(error <= 1.0)) {
        l->sum->refused++;
        l->step_s = step_s * step_change(error);
        if (l->step_s < LEAST_STEP_S) l->sum->status = isnan(error) ? NOT_A_NUMBER : TOO_MANY_STEPS, l->finished = 1;
        return;
    }
    watch(y[S_REFLEX] + (double)AT(t->change[S_REFLEX], place), l);
    for (int i = 0; i < N_STATES; i++) {
        y[i] += (double)AT(t->change[i], place);
        AT(t->state[i], place) = (REAL)y[i];
    }
    l->before[I_NOISE] = l->after[I_NOISE];
    AT(t->before[I_NOISE], place) = (REAL)l->after[I_NOISE];
    next_s = step_s * step_change(error);
    l->step_s = step_s < l->step_s && l->step_s > next_s ? l->step_s : next_s;
    l->sum->steps++;
    l->time_s = l->after_s;
    if (l->time_s >= (double)(l->knot + 1) * NOISE_GRID_S) {
        l->knot++;
        l->path[0] = l->path[1];
        l->path[1] = next_noise(w->seed, l->who->member, l->knot, l->path[0], l->kept);
    }
    if (l->time_s < w->timeline[l->spell].end_s) write_due(l, w);
}

static void fill_place(tables *t, int place, const life *l) {
    for (int i = 0; i < N_STATES; i++) AT(t->state[i], place) = (REAL)l->me->spasm[i];
    for (int i = 0; i < N_INPUTS; i++) {
        AT(t->before[i], place) = (REAL)l->before[i];
        AT(t->after[i], place) = (REAL)l->after[i];
    }
}

void carry(const work *w) {
    life seats[LANES];
    int taken[LANES] = {0}, mechanism = (int)w->timeline[0].inputs[I_MECHANISM], seated;
    int64_t next = 0;
    tables *t = aligned_alloc(64, (sizeof(tables) + 63) / 64 * 64);
    memset(t, 0, sizeof(tables));
    do {
        seated = 0;
        for (int place = 0; place < LANES; place++) {
            life *l = seats + place;
            for (;;) {
                int fresh = !taken[place];
                if (fresh) {
                    if (next == w->people) {
                        AT(t->step_s, place) = 0;
                        break;
                    }
                    begin(l, next++, w);
                    for (int i = 0; i < N_PARAMETERS; i++) AT(t->p[i], place) = (REAL)l->who->spasm[i];
                    taken[place] = 1;
                }
                int jumped = l->finished ? 0 : get_ready(l, w);
                if (!l->finished) {
                    if (fresh || jumped) fill_place(t, place, l);
                    AT(t->after[I_NOISE], place) = (REAL)l->after[I_NOISE];
                    AT(t->step_s, place) = (REAL)(l->after_s - l->time_s);
                    seated++;
                    break;
                }
                taken[place] = 0;
            }
        }
        if (seated == 0) break;
        try_step(t, mechanism);
        for (int place = 0; place < LANES; place++)
            if (taken[place]) judge((double)AT(t->worst, place) / w->tolerance, seats + place, t, place, w);
    } while (1);
    free(t);
}

int64_t sizes(int which) {
    const size_t each[] = {sizeof(person), sizeof(being), sizeof(spell), sizeof(summary), sizeof(work)};
    return (int64_t)each[which];
}

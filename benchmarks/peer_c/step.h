/* One linearly implicit step of everybody in the tables: ROS2 of Verwer and others (1999), implicit in what is stiff.
 *
 * The same scheme as src/unclench/simulate/rosenbrock.py, which says why it is as it is. */
typedef struct {
    lane p[N_PARAMETERS], state[N_STATES], before[N_INPUTS], after[N_INPUTS], step_s, change[N_STATES], worst;
} tables;

/* The inverse of 1 - gamma h J of the stiff states, by two differences. */
typedef struct {
    lane creep, oxygen, oxygen_by_reflex, reflex, reflex_by_co, co_by_reflex, co;
} inverse;

static INLINE inverse invert(const tables *t, const lane *rates, int mechanism, const lane_outside *o) {
    lane trial[N_STATES], moved[N_STATES], weight = t->step_s * R(GAMMA / NUDGE);
    inverse m;
    for (int i = 0; i < N_STATES; i++) trial[i] = t->state[i];
    trial[S_REFLEX] += R(NUDGE);
    trial[S_CREEP] += R(NUDGE);
    lane_rates(trial, t->before, t->p, mechanism, o, moved);
    m.creep = R(1) / (R(1) - weight * (moved[S_CREEP] - rates[S_CREEP]));
    m.oxygen_by_reflex = weight * (moved[S_OXYGEN] - rates[S_OXYGEN]);
    lane reflex = R(1) - weight * (moved[S_REFLEX] - rates[S_REFLEX]);
    lane co_by_reflex = weight * (moved[S_CO_CONTRACTION] - rates[S_CO_CONTRACTION]);
    for (int i = 0; i < N_STATES; i++) trial[i] = t->state[i];
    trial[S_OXYGEN] += R(NUDGE);
    trial[S_CO_CONTRACTION] += R(NUDGE);
    lane_rates(trial, t->before, t->p, mechanism, o, moved);
    m.oxygen = R(1) / (R(1) - weight * (moved[S_OXYGEN] - rates[S_OXYGEN]));
    lane co = R(1) - weight * (moved[S_CO_CONTRACTION] - rates[S_CO_CONTRACTION]);
    lane reflex_by_co = weight * (moved[S_REFLEX] - rates[S_REFLEX]);
    lane scale = R(1) / (reflex * co - reflex_by_co * co_by_reflex);
    m.reflex = co * scale;
    m.co = reflex * scale;
    m.reflex_by_co = reflex_by_co * scale;
    m.co_by_reflex = co_by_reflex * scale;
    return m;
}

static INLINE void solve(lane *x, const inverse *m) {
    lane reflex = x[S_REFLEX], co = x[S_CO_CONTRACTION];
    x[S_REFLEX] = m->reflex * reflex + m->reflex_by_co * co;
    x[S_CO_CONTRACTION] = m->co_by_reflex * reflex + m->co * co;
    x[S_OXYGEN] = (x[S_OXYGEN] + m->oxygen_by_reflex * x[S_REFLEX]) * m->oxygen;
}

static const int STIFF[] = {S_REFLEX, S_CO_CONTRACTION, S_OXYGEN};
#define EACH_STIFF(i) (int k = 0, i; k < 3 && ((i = STIFF[k]), 1); k++)

static void try_step(tables *t, int mechanism) {
    lane rates[N_STATES], first[N_STATES], second[N_STATES], drift[N_STATES], trial[N_STATES], h = t->step_s;
    lane_outside now = lane_look(t->before, t->p), then = lane_look(t->after, t->p);
    lane_rates(t->state, t->before, t->p, mechanism, &now, rates);
    inverse m = invert(t, rates, mechanism, &now);
    for (int i = 0; i < N_STATES; i++) first[i] = rates[i];
    first[S_CREEP] *= m.creep;
    for (int i = 0; i < N_STATES; i++) trial[i] = t->state[i] + h * first[i];
    for EACH_STIFF(i) trial[i] = t->state[i];
    lane_rates(trial, t->after, t->p, mechanism, &then, drift);
    for EACH_STIFF(i) {
        drift[i] = R(GAMMA) * (drift[i] - rates[i]);
        first[i] += drift[i];
    }
    solve(first, &m);
    for (int i = 0; i < N_STATES; i++) trial[i] = t->state[i] + h * first[i];
    lane_rates(trial, t->after, t->p, mechanism, &then, second);
    for (int i = 0; i < N_STATES; i++) second[i] -= R(2) * first[i];
    second[S_CREEP] *= m.creep;
    for EACH_STIFF(i) second[i] -= drift[i];
    solve(second, &m);
    lane worst = h - h, spoiled = worst;
    for (int i = 0; i < N_STATES; i++) {
        t->change[i] = h * (R(1.5) * first[i] + R(0.5) * second[i]);
        lane scale = lane_larger(worst - worst + R(SPASM_SCALE), lane_abs(t->state[i] + t->change[i]));
        lane share = lane_abs(R(0.5) * h * (first[i] + second[i])) / scale;
        if (i == S_FATIGUED || i == S_METABOLITES) share *= R(DRIVING_WEIGHT);
        worst = lane_larger(share, worst);
        spoiled += R(0) * share;
    }
    lane here = t->state[S_REFLEX], there = here + t->change[S_REFLEX];
    lane between = R(4) * lane_larger(here * (R(1) - here), there * (R(1) - there));
    t->worst = worst * (R(1) + R(BETWEEN_WEIGHT) * between * between) + spoiled;
}

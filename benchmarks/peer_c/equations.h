/* The spasm's rates of change and what is seen of them, for the number type T whose functions begin with its name.
 *
 * Written from src/unclench/physiology, where each equation has its source. Included once for lanes and once for single
 * numbers. What depends on inputs alone is computed once for all evaluations with the same inputs. */
#define GLUE(a, b) a##_##b
#define JOIN(a, b) GLUE(a, b)
#define F(name) JOIN(T, name)
#define K(x) ((ELEMENT)(x))

/* What inputs alone decide. */
typedef struct {
    T spindle, gate, uptake_warmth, flow_warmth, inflammation_warmth, standing, load, pulled, rise, unblocked, relieved;
} F(outside);

static INLINE T F(logistic)(T x) { return K(1) / (K(1) + F(exp)(-x)); }

static INLINE T F(positive_part)(T x, ELEMENT width) {
    T y = x / width;
    return width * (F(larger)(y, y - y) + F(log)(K(1) + F(exp)(-F(abs)(y))));
}

static INLINE F(outside) F(look)(const T *in, const T *p) {
    F(outside) o;
    T warmer = in[I_MUSCLE_C] - p[P_NEUTRAL_MUSCLE_C], fast = in[I_STRETCH_SPEED] - p[P_SPINDLE_THRESHOLD];
    T cold = p[P_COLD_BLOCK] * F(logistic)((p[P_COLD_BLOCK_C] - in[I_SKIN_C]) / p[P_COLD_BLOCK_WIDTH_C]);
    T warm = p[P_WARM_RELIEF] * F(logistic)((in[I_SKIN_C] - p[P_WARM_RELIEF_C]) / p[P_WARM_RELIEF_WIDTH_C]);
    o.gate = (K(1) - cold) * (K(1) - warm);
    o.spindle = F(power)(F(larger)(fast, fast - fast), p[P_SPINDLE_EXPONENT]);
    o.uptake_warmth = F(exp)(p[P_UPTAKE_PER_DEGREE] * warmer);
    o.flow_warmth = F(exp)(p[P_FLOW_PER_DEGREE] * warmer);
    o.inflammation_warmth = F(exp)(p[P_INFLAMMATION_PER_DEGREE] * warmer);
    o.load = p[P_LOAD_SCALE] * in[I_SPINAL_LOAD];
    o.standing = p[P_BASELINE_EXCITATION] + p[P_POSTURE_EXCITATION] * in[I_POSTURE_DRIVE] +
                 p[P_NOISE_AMPLITUDE] * in[I_NOISE] + p[P_SPINDLE_GAIN] * o.spindle;
    o.pulled = p[P_PASSIVE_TENSION] * in[I_STRETCH_AMOUNT];
    o.rise = in[I_VOLUNTARY_DRIVE] + in[I_POSTURE_DRIVE] + p[P_STRETCH_BURST] * o.spindle * in[I_SPLINT];
    o.unblocked = K(1) - p[P_NSAID_STRENGTH] * in[I_NSAID_EFFECT];
    o.relieved = K(1) - p[P_ACETAMINOPHEN_STRENGTH] * in[I_ACETAMINOPHEN_EFFECT];
    return o;
}

static INLINE T F(active)(T demand, T fatigued) {
    T left = K(1) - fatigued, gap = demand - left;
    T least = K(0.5) * (demand + left - F(sqrt)(gap * gap + K(4 * CORNER * CORNER)));
    return F(larger)(least, least - least);
}

static INLINE T F(pressure)(T active, const T *p) {
    T bend = p[P_PRESSURE_CURVATURE];
    return p[P_RESTING_PRESSURE] + p[P_PRESSURE_GAIN] * active * (K(1) + bend * active) / (K(1) + bend);
}

static INLINE T F(flow)(T active, T metabolites, const T *p, const F(outside) *o) {
    T closed = F(power)(F(pressure)(active, p) / p[P_CLOSING_PRESSURE], p[P_CLOSING_STEEPNESS]);
    T stimulus = p[P_UPTAKE_GAIN] * active + p[P_DILATION_BY_METABOLITES] * metabolites;
    T dilated = K(1) + p[P_DILATION_RESERVE] * stimulus / (stimulus + p[P_DILATION_DEMAND_HALF]);
    return p[P_RESTING_FLOW] * dilated * o->flow_warmth / (K(1) + closed);
}

static INLINE T F(mobility)(const T *y, const T *p) {
    T stiff = p[P_REFLEX_STRENGTH] * y[S_REFLEX] + y[S_CO_CONTRACTION];
    return K(1) / (K(1) + p[P_STIFFNESS_GAIN] * stiff);
}

static INLINE T F(pain)(const T *y, const T *in, const T *p, T active, const F(outside) *o) {
    T sensitised = y[S_SENSITISATION], response = y[S_METABOLITES] / (K(1) + y[S_METABOLITES]);
    T amplified = K(1) + p[P_SENSITISED_INJURY] * sensitised * o->unblocked;
    T moved = o->load + in[I_MOTION] * F(mobility)(y, p);
    T total = p[P_PAIN_BY_METABOLITES] * response * (K(1) + sensitised) + p[P_PAIN_BY_SENSITISATION] * sensitised +
              p[P_PAIN_BY_TENSION] * active * (sensitised + y[S_DRIVER]) +
              p[P_PAIN_BY_DRIVER] * y[S_DRIVER] * K(0.5) * moved * amplified;
    T felt = F(positive_part)(total * o->gate * o->relieved - p[P_PAIN_SILENT], K(SILENT_CORNER));
    return K(10) * felt / (felt + p[P_PAIN_HALF]);
}

static INLINE void F(rates)(const T *y, const T *in, const T *p, int mechanism, const F(outside) *o, T *d) {
    T reflex = y[S_REFLEX], metabolites = y[S_METABOLITES], oxygen = y[S_OXYGEN], sensitised = y[S_SENSITISATION];
    T demand = o->rise + p[P_REFLEX_STRENGTH] * reflex, active = F(active)(demand, y[S_FATIGUED]);
    T uptake = p[P_RESTING_UPTAKE] * o->uptake_warmth * (K(1) + p[P_UPTAKE_GAIN] * active);
    T flow = F(flow)(active, metabolites, p, o), response = metabolites / (K(1) + metabolites);
    T met = oxygen / (oxygen + p[P_UPTAKE_HALF_SATURATION]), unmet = K(1) - met;
    T injured = y[S_DRIVER] * K(0.5) * (K(1) + o->load), account, guarded = reflex - reflex;

    if (mechanism == 0)
        account = o->gate * (p[P_EXCITATION_BY_METABOLITES] * response + p[P_EXCITATION_BY_FATIGUE] * y[S_FATIGUED] +
                             p[P_EXCITATION_BY_SENSITISATION] * sensitised + p[P_EXCITATION_BY_DRIVER] * injured);
    else if (mechanism == 1)
        account = o->gate * p[P_GUARDING_BY_DRIVER] * injured;
    else {
        T pain = F(pain)(y, in, p, active, o), squared = pain * pain, half = p[P_CO_CONTRACTION_HALF_PAIN];
        account = -p[P_INHIBITION_BY_PAIN] * pain / K(10);
        guarded = in[I_SPLINT] * p[P_CO_CONTRACTION_MOST] * squared / (squared + half * half);
    }
    T tension = active + o->pulled * (K(1) - p[P_STRESS_RELAXATION] * y[S_CREEP]);
    T excitation = o->standing + account - p[P_TENDON_INHIBITION] * tension -
                   p[P_HABITUATION_STRENGTH] * y[S_HABITUATION] + p[P_SELF_EXCITATION_GAIN] * reflex;
    T target = in[I_SPLINT] * F(logistic)((excitation - p[P_REFLEX_THRESHOLD]) / p[P_REFLEX_WIDTH]);
    T recovery = p[P_RECOVERY_RATE] * (K(1) + (p[P_REST_MULTIPLIER] - K(1)) * F(exp)(-demand / p[P_REST_DRIVE]));
    T washout = K(2) * p[P_METABOLITE_WASHOUT] * flow / (flow + p[P_RESTING_FLOW]);
    T cause = p[P_SENSITISATION_BY_METABOLITES] * response +
              p[P_SENSITISATION_BY_INFLAMMATION] * y[S_INFLAMMATION] * o->unblocked;
    T gap = K(1) - F(exp)(-cause) - sensitised, rising = F(logistic)(gap / K(TURN));
    T sore = p[P_INFLAMMATION_BY_DRIVER] * y[S_DRIVER] * o->inflammation_warmth + y[S_STRAIN] - y[S_INFLAMMATION];
    T overwork = F(positive_part)(response - p[P_OVERWORK_THRESHOLD], K(OVERWORK_CORNER));
    T overload = F(positive_part)(active - p[P_STRAIN_THRESHOLD], K(OVERLOAD_CORNER));

    d[S_REFLEX] = (target - reflex) / p[P_REFLEX_S];
    d[S_FATIGUED] = p[P_FATIGUE_RATE] * active - recovery * y[S_FATIGUED];
    d[S_OXYGEN] = (p[P_OXYGEN_CONTENT] * flow * (K(1) - oxygen) - uptake * met) / (p[P_OXYGEN_STORE] * K(60));
    d[S_METABOLITES] = p[P_METABOLITE_YIELD] * uptake * unmet * unmet * K(1.0 / 60.0) - washout * metabolites;
    d[S_SENSITISATION] =
        gap * (rising / p[P_SENSITISATION_RISE_S] + (K(1) - rising) / p[P_SENSITISATION_FALL_S]);
    d[S_INFLAMMATION] = sore / p[P_INFLAMMATION_DECAY_S] + p[P_INFLAMMATION_BY_OVERWORK] * overwork;
    d[S_DRIVER] = -in[I_HEALS] * y[S_DRIVER] / (p[P_HEALING_DAYS] * K(86400));
    d[S_CO_CONTRACTION] = (guarded - y[S_CO_CONTRACTION]) / p[P_CO_CONTRACTION_S];
    d[S_CREEP] = F(above)(in[I_STRETCH_AMOUNT], reflex - reflex, (K(1) - y[S_CREEP]) / p[P_CREEP_S],
                          -y[S_CREEP] / p[P_CREEP_RECOVERY_S]);
    d[S_HABITUATION] = reflex * (K(1) - y[S_HABITUATION]) / p[P_HABITUATION_S] -
                       (K(1) - reflex) * y[S_HABITUATION] / p[P_HABITUATION_RECOVERY_S];
    d[S_STRAIN] = p[P_STRAIN_BY_OVERLOAD] * overload - y[S_STRAIN] / p[P_STRAIN_S];
}

static INLINE void F(see)(const T *y, const T *in, const T *p, T *row) {
    F(outside) o = F(look)(in, p);
    T active = F(active)(o.rise + p[P_REFLEX_STRENGTH] * y[S_REFLEX], y[S_FATIGUED]);
    T pain = F(pain)(y, in, p, active, &o), none = pain - pain;
    row[O_PAIN_NRS] = pain;
    row[O_ACTIVATION] = active;
    row[O_RANGE_OF_MOTION] = F(mobility)(y, p) * (K(1) - p[P_PAIN_LIMITS_MOTION] * pain / K(10));
    row[O_BLOOD_FLOW_ML_100G_MIN] = F(flow)(active, y[S_METABOLITES], p, &o);
    row[O_OXYGEN_SATURATION] = y[S_OXYGEN] + p[P_INFLOW_SHARE] * (K(1) - y[S_OXYGEN]);
    row[O_FATIGUE] = y[S_FATIGUED];
    row[O_METABOLITES] = y[S_METABOLITES];
    row[O_SENSITISATION] = y[S_SENSITISATION];
    row[O_INFLAMMATION] = y[S_INFLAMMATION];
    row[O_INJURY_DRIVER] = y[S_DRIVER];
    row[O_LOCKED] = F(above)(y[S_REFLEX], none + K(LOCKED_REFLEX), none + K(1), none);
    row[O_REFLEX] = y[S_REFLEX];
    row[O_INTRAMUSCULAR_PRESSURE_MMHG] = F(pressure)(active, p);
}
#undef T
#undef ELEMENT

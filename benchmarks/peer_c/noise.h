/* The frozen noise: Philox4x32-10 (Salmon and others 2011), normal by Box and Muller, joined as Ornstein-Uhlenbeck. */
static double standard_normal(uint64_t seed, uint32_t stream, uint64_t member, uint64_t index) {
    uint32_t c[4] = {(uint32_t)index, (uint32_t)member, stream, (uint32_t)(index >> 32)};
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int turn = 0; turn < 10; turn++) {
        uint64_t a = (uint64_t)0xD2511F53u * c[0], b = (uint64_t)0xCD9E8D57u * c[2];
        c[0] = (uint32_t)(b >> 32) ^ c[1] ^ k0;
        c[1] = (uint32_t)b;
        c[2] = (uint32_t)(a >> 32) ^ c[3] ^ k1;
        c[3] = (uint32_t)a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    double radius = sqrt(-2.0 * log((c[0] + 0.5) / 4294967296.0));
    return radius * cos(2.0 * 3.14159265358979323846 * (c[1] + 0.5) / 4294967296.0);
}

static double next_noise(uint64_t seed, int64_t member, int64_t knot, double now, double keep) {
    return keep * now + sqrt(1.0 - keep * keep) * standard_normal(seed, STREAM_NOISE, (uint64_t)member, (uint64_t)knot + 1);
}

// A recurrent cell in plain C++, sizes known to the compiler: the loops that one writes, left to -O3 -march=native -ffast-math.
// Weights lie source by source (each input, then each h, with the weights of all gates behind one another), so that the
// inner loop runs over neighbouring sums; a strip of sums is finished before the next begins, so that it can stay in registers.
#include "peer.hpp"
#include <cmath>
#include <cstring>

template <int K, int I, int H>
struct Plain : Runner {
    static constexpr int G = K == Rnn ? 1 : K == Lstm ? 4 : 3;
    // The GRU's candidate has two sums, of x and of h: z_n = W·x + b + r ∘ (U·h + b_hn).
    static constexpr int N = G * H, S = K == Gru ? 4 * H : N;

    alignas(64) float weights[I + H][N], bias[S];
    alignas(64) float h[H], c[H];

    explicit Plain(const Cell& cell) {
        for (int row = 0; row < N; row++) {
            for (int i = 0; i < I; i++) weights[i][row] = cell.w[row * I + i];
            for (int j = 0; j < H; j++) weights[I + j][row] = cell.u[row * H + j];
            bias[row] = cell.b[row];
        }
        if constexpr (K == Gru) std::memcpy(bias + N, cell.bn.data(), sizeof(float) * H);
        reset();
    }

    void reset() override {
        std::memset(h, 0, sizeof h);
        std::memset(c, 0, sizeof c);
    }

    static float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

    // sums[first, first + Count) += the products of `sources` values with the weights from row `source` on.
    template <int Count>
    void strip(float* sums, int source, const float* values, int sources, int first) const {
        float sum[Count];
        for (int k = 0; k < Count; k++) sum[k] = sums[k];
        for (int s = 0; s < sources; s++) {
            for (int k = 0; k < Count; k++) sum[k] += weights[source + s][first + k] * values[s];
        }
        for (int k = 0; k < Count; k++) sums[k] = sum[k];
    }

    template <int First, int End>
    void product(float* sums, int source, const float* values, int sources) const {
        constexpr int Strip = 128;
        if constexpr (End - First > Strip) {
            strip<Strip>(sums, source, values, sources, First);
            product<First + Strip, End>(sums + Strip, source, values, sources);
        } else {
            strip<End - First>(sums, source, values, sources, First);
        }
    }

    void step(const float* x) {
        alignas(64) float z[S];
        for (int k = 0; k < S; k++) z[k] = bias[k];
        product<0, N>(z, 0, x, I);
        if constexpr (K == Gru) {
            product<0, 2 * H>(z, I, h, H);
            product<2 * H, N>(z + N, I, h, H);
            for (int j = 0; j < H; j++) {
                float r = sigmoid(z[j]), update = sigmoid(z[H + j]);
                float n = std::tanh(z[2 * H + j] + r * z[3 * H + j]);
                h[j] = (1 - update) * n + update * h[j];
            }
        } else {
            product<0, N>(z, I, h, H);
            for (int j = 0; j < H; j++) {
                if constexpr (K == Lstm) {
                    c[j] = sigmoid(z[H + j]) * c[j] + sigmoid(z[j]) * std::tanh(z[2 * H + j]);
                    h[j] = sigmoid(z[3 * H + j]) * std::tanh(c[j]);
                } else {
                    h[j] = std::tanh(z[j]);
                }
            }
        }
    }

    void steps(const float* x, int count, float* out, int stride) override {
        for (int t = 0; t < count; t++) {
            step(x + t * I);
            std::memcpy(out + t * stride, h, sizeof h);
        }
    }

    void sequence(const float* x, int count, float* out) override { steps(x, count, out, H); }
};

// SIZES comes from the benchmark, which knows what is compared: SIZE(1, 8) SIZE(1, 16) …
static std::unique_ptr<Runner> make(const Cell& cell, const std::string&) {
#define SIZE(I, H)                                                                 \
    if (cell.inputs == I && cell.hidden == H) {                                    \
        if (cell.kind == Rnn) return std::make_unique<Plain<Rnn, I, H>>(cell);     \
        if (cell.kind == Lstm) return std::make_unique<Plain<Lstm, I, H>>(cell);   \
        return std::make_unique<Plain<Gru, I, H>>(cell);                           \
    }
    SIZES
    throw std::runtime_error("not compiled for this size");
}

int main() { return serve(std::string("g++ ") + __VERSION__ + " " OPTIONS, make); }

// oneDNN's recurrent primitives: inference, weights reordered once to the order that the primitive asks for.
#include "peer.hpp"
#include <cstring>
#include <map>
#include <dnnl.hpp>

using namespace dnnl;
using tag = memory::format_tag;
using type = memory::data_type;

class OneDnn : public Runner {
    using Args = std::unordered_map<int, memory>;

    // A primitive for one length of sequence. Runs alternate between two sets of arguments: the state that one wrote,
    // the other reads.
    struct Program {
        primitive run;
        Args args[2];
        float *x, *h;
    };

    const Cell cell;
    engine cpu{engine::kind::cpu, 0};
    stream queue{cpu};
    memory state_h[2], state_c[2];
    std::map<int, Program> programs;
    int turn = 0;

    // oneDNN's gates: i f g o as here; of the GRU update, reset, candidate.
    int gate(int g) const { return cell.kind == Gru && g < 2 ? 1 - g : g; }

    memory plain(const memory::dims& dims, tag order) { return memory({dims, type::f32, order}, cpu); }

    static float* data(const memory& m) { return static_cast<float*>(m.get_data_handle()); }

    // [layer][direction][source][gate][unit] out of rows [gate][unit] of sources.
    memory weights(const std::vector<float>& rows, int sources) {
        int G = cell.gates(), H = cell.hidden;
        memory m = plain({1, 1, sources, G, H}, tag::ldigo);
        for (int s = 0; s < sources; s++)
            for (int g = 0; g < G; g++)
                for (int j = 0; j < H; j++) data(m)[(s * G + g) * H + j] = rows[size_t(gate(g) * H + j) * sources + s];
        return m;
    }

    memory bias() {
        int G = cell.gates(), H = cell.hidden, B = cell.kind == Gru ? 4 : G;
        memory m = plain({1, 1, B, H}, tag::ldgo);
        for (int g = 0; g < G; g++) std::memcpy(data(m) + g * H, cell.b.data() + gate(g) * H, H * sizeof(float));
        if (cell.kind == Gru) std::memcpy(data(m) + 3 * H, cell.bn.data(), H * sizeof(float));
        return m;
    }

    memory reordered(memory from, const memory::desc& to) {
        if (from.get_desc() == to) return from;
        memory m(to, cpu);
        reorder(from, m).execute(queue, from, m);
        queue.wait();
        return m;
    }

    template <class Primitive, class Desc>
    Program finish(const Desc& desc, const memory& x, const memory& y) {
        typename Primitive::primitive_desc chosen(desc, cpu);
        Program program{Primitive(chosen), {}, data(x), data(y)};
        memory w = reordered(weights(cell.w, cell.inputs), chosen.weights_layer_desc());
        memory u = reordered(weights(cell.u, cell.hidden), chosen.weights_iter_desc());
        memory b = reordered(bias(), chosen.bias_desc());
        for (int i = 0; i < 2; i++) {
            program.args[i] = {
                {DNNL_ARG_SRC_LAYER, x}, {DNNL_ARG_DST_LAYER, y},
                {DNNL_ARG_WEIGHTS_LAYER, w}, {DNNL_ARG_WEIGHTS_ITER, u}, {DNNL_ARG_BIAS, b},
                {DNNL_ARG_SRC_ITER, state_h[i]}, {DNNL_ARG_DST_ITER, state_h[1 - i]}};
            if (cell.kind == Lstm) {
                program.args[i].insert({DNNL_ARG_SRC_ITER_C, state_c[i]});
                program.args[i].insert({DNNL_ARG_DST_ITER_C, state_c[1 - i]});
            }
        }
        return program;
    }

    Program compile(int steps) {
        int I = cell.inputs, H = cell.hidden, G = cell.gates();
        memory x = plain({steps, 1, I}, tag::tnc), y = plain({steps, 1, H}, tag::tnc);
        memory::desc w({1, 1, I, G, H}, type::f32, tag::any), u({1, 1, H, G, H}, type::f32, tag::any);
        memory::desc b({1, 1, cell.kind == Gru ? 4 : G, H}, type::f32, tag::ldgo);
        memory::desc s({1, 1, 1, H}, type::f32, tag::ldnc);
        auto inference = prop_kind::forward_inference;
        auto direction = rnn_direction::unidirectional_left2right;
        if (cell.kind == Lstm)
            return finish<lstm_forward>(lstm_forward::desc(inference, direction, x.get_desc(), s, s, w, u, b, y.get_desc(), s, s), x, y);
        if (cell.kind == Gru)
            return finish<lbr_gru_forward>(lbr_gru_forward::desc(inference, direction, x.get_desc(), s, w, u, b, y.get_desc(), s), x, y);
        return finish<vanilla_rnn_forward>(
            vanilla_rnn_forward::desc(inference, algorithm::eltwise_tanh, direction, x.get_desc(), s, w, u, b, y.get_desc(), s), x, y);
    }

    Program& program(int steps) {
        auto found = programs.find(steps);
        return found != programs.end() ? found->second : programs.emplace(steps, compile(steps)).first->second;
    }

    void run(Program& program) {
        program.run.execute(queue, program.args[turn]);
        queue.wait();
        turn = 1 - turn;
    }

public:
    explicit OneDnn(const Cell& cell) : cell(cell) {
        for (int i = 0; i < 2; i++) {
            state_h[i] = plain({1, 1, 1, cell.hidden}, tag::ldnc);
            state_c[i] = plain({1, 1, 1, cell.hidden}, tag::ldnc);
        }
        reset();
    }

    void reset() override {
        for (int i = 0; i < 2; i++) {
            std::memset(data(state_h[i]), 0, cell.hidden * sizeof(float));
            std::memset(data(state_c[i]), 0, cell.hidden * sizeof(float));
        }
    }

    void steps(const float* x, int count, float* out, int stride) override {
        Program& one = program(1);
        for (int t = 0; t < count; t++) {
            std::memcpy(one.x, x + t * cell.inputs, cell.inputs * sizeof(float));
            run(one);
            std::memcpy(out + t * stride, one.h, cell.hidden * sizeof(float));
        }
    }

    void sequence(const float* x, int count, float* out) override {
        Program& all = program(count);
        std::memcpy(all.x, x, size_t(count) * cell.inputs * sizeof(float));
        run(all);
        std::memcpy(out, all.h, size_t(count) * cell.hidden * sizeof(float));
    }
};

int main() {
    const dnnl_version_t* v = dnnl_version();
    std::string version = std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
    return serve(version, [](const Cell& cell, const std::string&) { return std::make_unique<OneDnn>(cell); });
}

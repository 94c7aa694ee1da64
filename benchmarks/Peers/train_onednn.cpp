// One training iteration of oneDNN's recurrent primitives: forward_training and backward over whole sequences.
// Prints one line for each size: cell input hidden layers batch steps milliseconds (the least of all repetitions).
// The weights stand in the layouts that the primitives ask for, and putting them there is not timed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "dnnl.hpp"

using namespace dnnl;
using tag = memory::format_tag;
using dt = memory::data_type;
using args_t = std::unordered_map<int, memory>;

static engine cpu(engine::kind::cpu, 0);
static stream work(cpu);

static memory fresh(const memory::desc &desc, std::mt19937 &random, float scale) {
    memory m(desc, cpu);
    auto *p = static_cast<float *>(m.get_data_handle());
    std::uniform_real_distribution<float> uniform(-scale, scale);
    for (size_t i = 0; i < desc.get_size() / sizeof(float); i++) p[i] = uniform(random);
    return m;
}

struct Size {
    std::string cell;
    int input, hidden, layers, batch, steps;
};

// All layers of one width go into one primitive; a layer that reads another width has its own.
struct Group {
    args_t forward_args, backward_args;
    primitive forward, backward;
    std::vector<std::pair<memory, memory>> reorders;
    std::vector<memory> gradients;
};

template <typename Fwd, typename Bwd, typename MakeFwd, typename MakeBwd>
static Group make_group(int gates, int bias_gates, bool has_cell, int input, int hidden, int layers, const Size &s,
                        std::mt19937 &random, MakeFwd make_fwd, MakeBwd make_bwd) {
    memory::dims x{s.steps, s.batch, input}, y{s.steps, s.batch, hidden}, state{layers, 1, s.batch, hidden};
    memory::dims wx{layers, 1, input, gates, hidden}, wh{layers, 1, hidden, gates, hidden}, b{layers, 1, bias_gates, hidden};
    auto any = [](const memory::dims &d) { return memory::desc(d, dt::f32, tag::any); };
    memory::desc x_md(x, dt::f32, tag::tnc), y_md(y, dt::f32, tag::tnc), state_md(state, dt::f32, tag::ldnc), b_md(b, dt::f32, tag::ldgo);
    auto fpd = typename Fwd::primitive_desc(make_fwd(x_md, state_md, any(wx), any(wh), b_md, y_md), cpu);
    auto bpd = typename Bwd::primitive_desc(make_bwd(x_md, state_md, any(wx), any(wh), b_md, y_md), cpu, fpd);
    float scale = 1.f / std::sqrt((float)hidden);
    Group g;
    memory plain_wx = fresh({wx, dt::f32, tag::ldigo}, random, scale), plain_wh = fresh({wh, dt::f32, tag::ldigo}, random, scale);
    auto placed = [&](memory &from, const memory::desc &to) {
        memory m(to, cpu);
        reorder(from, m).execute(work, from, m);
        return m;
    };
    memory src = fresh(x_md, random, 1.f), dst = fresh(y_md, random, 1.f), bias = fresh(b_md, random, scale);
    memory h0 = fresh(state_md, random, 0.f), h1 = fresh(state_md, random, 0.f), c0 = fresh(state_md, random, 0.f), c1 = fresh(state_md, random, 0.f);
    memory space(fpd.workspace_desc(), cpu);
    g.forward_args = {{DNNL_ARG_SRC_LAYER, src}, {DNNL_ARG_SRC_ITER, h0}, {DNNL_ARG_WEIGHTS_LAYER, placed(plain_wx, fpd.weights_layer_desc())},
                      {DNNL_ARG_WEIGHTS_ITER, placed(plain_wh, fpd.weights_iter_desc())}, {DNNL_ARG_BIAS, bias},
                      {DNNL_ARG_DST_LAYER, dst}, {DNNL_ARG_DST_ITER, h1}, {DNNL_ARG_WORKSPACE, space}};
    g.backward_args = g.forward_args;
    g.backward_args[DNNL_ARG_WEIGHTS_LAYER] = placed(plain_wx, bpd.weights_layer_desc());
    g.backward_args[DNNL_ARG_WEIGHTS_ITER] = placed(plain_wh, bpd.weights_iter_desc());
    memory dwx = fresh(bpd.diff_weights_layer_desc(), random, 0.f), dwh = fresh(bpd.diff_weights_iter_desc(), random, 0.f);
    g.backward_args.insert({{DNNL_ARG_DIFF_SRC_LAYER, fresh(x_md, random, 0.f)}, {DNNL_ARG_DIFF_SRC_ITER, fresh(state_md, random, 0.f)},
                            {DNNL_ARG_DIFF_WEIGHTS_LAYER, dwx}, {DNNL_ARG_DIFF_WEIGHTS_ITER, dwh},
                            {DNNL_ARG_DIFF_BIAS, fresh(b_md, random, 0.f)}, {DNNL_ARG_DIFF_DST_LAYER, fresh(y_md, random, 1.f)},
                            {DNNL_ARG_DIFF_DST_ITER, fresh(state_md, random, 0.f)}});
    if (has_cell) {
        g.forward_args.insert({{DNNL_ARG_SRC_ITER_C, c0}, {DNNL_ARG_DST_ITER_C, c1}});
        g.backward_args.insert({{DNNL_ARG_SRC_ITER_C, c0}, {DNNL_ARG_DST_ITER_C, c1}, {DNNL_ARG_DIFF_SRC_ITER_C, fresh(state_md, random, 0.f)},
                                {DNNL_ARG_DIFF_DST_ITER_C, fresh(state_md, random, 0.f)}});
    }
    g.forward = Fwd(fpd);
    g.backward = Bwd(bpd);
    return g;
}

static Group make(const Size &s, int input, int layers, std::mt19937 &random) {
    auto d = rnn_direction::unidirectional_left2right;
    using md = memory::desc;
    if (s.cell == "lstm")
        return make_group<lstm_forward, lstm_backward>(4, 4, true, input, s.hidden, layers, s, random,
            [&](md x, md st, md wx, md wh, md b, md y) { return lstm_forward::desc(prop_kind::forward_training, d, x, st, st, wx, wh, b, y, st, st); },
            [&](md x, md st, md wx, md wh, md b, md y) { return lstm_backward::desc(prop_kind::backward, d, x, st, st, wx, wh, b, y, st, st, x, st, st, wx, wh, b, y, st, st); });
    return make_group<lbr_gru_forward, lbr_gru_backward>(3, 4, false, input, s.hidden, layers, s, random,
        [&](md x, md st, md wx, md wh, md b, md y) { return lbr_gru_forward::desc(prop_kind::forward_training, d, x, st, wx, wh, b, y, st); },
        [&](md x, md st, md wx, md wh, md b, md y) { return lbr_gru_backward::desc(prop_kind::backward, d, x, st, wx, wh, b, y, st, x, st, wx, wh, b, y, st); });
}

static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main(int count, char **texts) {
    auto version = dnnl_version();
    std::printf("# oneDNN %d.%d.%d\n", version->major, version->minor, version->patch);
    double seconds = std::atof(texts[1]);
    for (int i = 2; i < count; i++) {
        Size s;
        char cell[16];
        if (std::sscanf(texts[i], "%15[a-z],%d,%d,%d,%d,%d", cell, &s.input, &s.hidden, &s.layers, &s.batch, &s.steps) != 6) return 2;
        s.cell = cell;
        std::mt19937 random(1);
        std::vector<Group> groups;
        if (s.input == s.hidden || s.layers == 1) groups.push_back(make(s, s.input, s.layers, random));
        else {
            groups.push_back(make(s, s.input, 1, random));
            groups.push_back(make(s, s.hidden, s.layers - 1, random));
        }
        double best = 1e9, end = now() + seconds;
        while (now() < end) {
            double start = now();
            for (auto &g : groups) g.forward.execute(work, g.forward_args);
            for (auto g = groups.rbegin(); g != groups.rend(); ++g) g->backward.execute(work, g->backward_args);
            work.wait();
            best = std::min(best, now() - start);
        }
        std::printf("%s %d %d %d %d %d %.4f\n", cell, s.input, s.hidden, s.layers, s.batch, s.steps, best * 1e3);
        std::fflush(stdout);
    }
}

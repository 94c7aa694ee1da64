// What the peers in C++ share: the file of a cell, the talk with the benchmark over stdin and stdout, and the timing.
//
//   load FOLDER                     reads FOLDER/cell.bin (and, for ONNX Runtime, FOLDER/cell.onnx)
//   run step|sequence STEPS FILE    STEPS steps from a zero state; writes every h to FILE, [STEPS, H] floats
//   time step|sequence STEPS MS     for about MS milliseconds; answers the fastest batch, in nanoseconds a step
//
// Each is answered by one line that begins with "ok" or "error". The first line says which version this is.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

enum Kind { Rnn = 0, Lstm = 1, Gru = 2 };

// One cell: rows of W and U are gate by gate, in PyTorch's order (i f g o; r z n); bn is the GRU's recurrent bias of n.
struct Cell {
    int kind, inputs, hidden, steps;
    std::vector<float> w, u, b, bn, x;

    int gates() const { return kind == Rnn ? 1 : kind == Lstm ? 4 : 3; }

    static Cell read(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        int32_t head[4];
        if (!file.read(reinterpret_cast<char*>(head), sizeof head)) throw std::runtime_error("cannot read " + path);
        Cell cell{head[0], head[1], head[2], head[3], {}, {}, {}, {}, {}};
        auto floats = [&](size_t count) {
            std::vector<float> values(count);
            if (!file.read(reinterpret_cast<char*>(values.data()), count * sizeof(float))) throw std::runtime_error(path + " is too short");
            return values;
        };
        size_t rows = size_t(cell.gates()) * cell.hidden;
        cell.w = floats(rows * cell.inputs);
        cell.u = floats(rows * cell.hidden);
        cell.b = floats(rows);
        cell.bn = floats(cell.kind == Gru ? cell.hidden : 0);
        cell.x = floats(size_t(cell.steps) * cell.inputs);
        return cell;
    }
};

// A cell as the peer runs it. The state goes on from call to call.
struct Runner {
    virtual ~Runner() = default;
    virtual void reset() = 0;
    // One call of the peer for each step; h goes to out + t * stride.
    virtual void steps(const float* x, int count, float* out, int stride) = 0;
    // One call for all; [count, H] goes to out.
    virtual void sequence(const float* x, int count, float* out) = 0;
};

using Make = std::function<std::unique_ptr<Runner>(const Cell&, const std::string& folder)>;

// Nanoseconds a step in the fastest of many short batches: whatever else runs on the machine only adds time.
inline double fastest(const std::function<void()>& run, int steps, double milliseconds) {
    using Clock = std::chrono::steady_clock;
    auto batch = [&](long calls) {
        auto begin = Clock::now();
        for (long i = 0; i < calls; i++) run();
        return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
    };
    auto begin = Clock::now();
    long calls = 1;
    double time = batch(1);
    while (time < 250e3) time = batch(calls *= 2);
    double least = time / calls;
    while (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() < milliseconds) least = std::min(least, batch(calls) / calls);
    return least / steps;
}

inline int serve(const std::string& version, const Make& make) {
    std::cout << "ok " << version << std::endl;
    Cell cell;
    std::unique_ptr<Runner> runner;
    std::vector<float> out;
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::istringstream words(line);
            std::string verb, form, file;
            int steps = 0;
            double milliseconds = 0;
            words >> verb;
            if (verb == "load") {
                words >> std::ws;
                std::getline(words, file);
                runner.reset();
                cell = Cell::read(file + "/cell.bin");
                runner = make(cell, file);
                std::cout << "ok" << std::endl;
                continue;
            }
            words >> form >> steps;
            if (!runner || steps < 1 || steps > cell.steps) throw std::runtime_error("not loaded, or too many steps");
            out.resize(size_t(steps) * cell.hidden);
            if (verb == "run") {
                words >> std::ws;
                std::getline(words, file);
                runner->reset();
                if (form == "step") runner->steps(cell.x.data(), steps, out.data(), cell.hidden);
                else runner->sequence(cell.x.data(), steps, out.data());
                std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(out.data()), out.size() * sizeof(float));
                std::cout << "ok" << std::endl;
            } else if (verb == "time") {
                words >> milliseconds;
                double time = form == "step"
                    ? fastest([&] { runner->steps(cell.x.data(), steps, out.data(), 0); }, steps, milliseconds)
                    : fastest([&] { runner->sequence(cell.x.data(), steps, out.data()); }, steps, milliseconds);
                std::cout << "ok " << time << std::endl;
            } else {
                throw std::runtime_error("unknown request " + verb);
            }
        } catch (const std::exception& error) {
            std::cout << "error " << error.what() << std::endl;
        }
    }
    return 0;
}

// ONNX Runtime through its C API, inputs and outputs bound once (IoBinding). The npm package has the library but no header,
// so the functions that are called are declared here: the API is a table of pointers whose order never changes.
#include "peer.hpp"
#include <cstring>
#include <dlfcn.h>
#include <map>

namespace ort {
struct Base {
    void* const* (*get_api)(uint32_t version);
    const char* (*version)();
};

constexpr uint32_t ApiVersion = 16;
void* const* table;

// A function by its place in the table.
template <class... Args>
void call(int place, Args... args) {
    using Status = void*;
    Status status = reinterpret_cast<Status (*)(Args...)>(table[place])(args...);
    if (!status) return;
    constexpr int GetErrorMessage = 2, ReleaseStatus = 93;
    std::string message = reinterpret_cast<const char* (*)(Status)>(table[GetErrorMessage])(status);
    reinterpret_cast<void (*)(Status)>(table[ReleaseStatus])(status);
    throw std::runtime_error(message);
}

void release(int place, void* object) { reinterpret_cast<void (*)(void*)>(table[place])(object); }

constexpr int CreateEnv = 3, CreateSession = 7, CreateSessionOptions = 10, SetGraphOptimization = 23, SetIntraThreads = 24,
    SetInterThreads = 25, CreateTensorWithData = 49, CreateCpuMemoryInfo = 69, ReleaseSession = 95, ReleaseValue = 96,
    RunWithBinding = 133, CreateIoBinding = 134, ReleaseIoBinding = 135, BindInput = 136, BindOutput = 137;

void *env, *options, *cpu;

void start(const Base* base) {
    table = base->get_api(ApiVersion);
    if (!table) throw std::runtime_error("the library does not know this version of the API");
    constexpr int warning = 2, all = 99, arena = 1, usual = 0;
    call(CreateEnv, warning, "peer", &env);
    call(CreateSessionOptions, &options);
    call(SetIntraThreads, options, 1);
    call(SetInterThreads, options, 1);
    call(SetGraphOptimization, options, all);
    call(CreateCpuMemoryInfo, arena, usual, &cpu);
}

// A float tensor over memory of its own.
class Tensor {
    std::vector<float> values;

public:
    void* value = nullptr;

    explicit Tensor(const std::vector<int64_t>& shape) {
        size_t count = 1;
        for (int64_t dim : shape) count *= dim;
        values.resize(count);
        constexpr int Float = 1;
        call(CreateTensorWithData, (const void*)cpu, (void*)values.data(), count * sizeof(float), shape.data(), shape.size(), Float, &value);
    }
    Tensor(const Tensor&) = delete;
    ~Tensor() { release(ReleaseValue, value); }
    float* data() { return values.data(); }
    void clear() { std::fill(values.begin(), values.end(), 0.0f); }
};
}

class OnnxRuntime : public Runner {
    using Tensor = ort::Tensor;

    // Bound tensors for one length of sequence, twice: the state that one binding writes, the other reads.
    struct Program {
        Tensor x, y;
        void* binding[2];

        Program(const Cell& cell, void* session, int steps, Tensor (&h)[2], Tensor (&c)[2])
            : x({steps, 1, cell.inputs}), y({steps, 1, 1, cell.hidden}) {
            for (int i = 0; i < 2; i++) {
                ort::call(ort::CreateIoBinding, session, &binding[i]);
                bind(i, ort::BindInput, "X", x);
                bind(i, ort::BindInput, "h", h[i]);
                bind(i, ort::BindOutput, "Y", y);
                bind(i, ort::BindOutput, "Y_h", h[1 - i]);
                if (cell.kind != Lstm) continue;
                bind(i, ort::BindInput, "c", c[i]);
                bind(i, ort::BindOutput, "Y_c", c[1 - i]);
            }
        }
        ~Program() { for (void* b : binding) ort::release(ort::ReleaseIoBinding, b); }
        void bind(int i, int place, const char* name, Tensor& tensor) { ort::call(place, binding[i], name, (const void*)tensor.value); }
    };

    const Cell cell;
    void* session = nullptr;
    Tensor h[2], c[2];
    std::map<int, std::unique_ptr<Program>> programs;
    int turn = 0;

    Program& program(int steps) {
        auto& found = programs[steps];
        if (!found) found = std::make_unique<Program>(cell, session, steps, h, c);
        return *found;
    }

    void run(Program& program) {
        ort::call(ort::RunWithBinding, session, (const void*)nullptr, (const void*)program.binding[turn]);
        turn = 1 - turn;
    }

public:
    OnnxRuntime(const Cell& cell, const std::string& folder)
        : cell(cell), h{Tensor({1, 1, cell.hidden}), Tensor({1, 1, cell.hidden})}, c{Tensor({1, 1, cell.hidden}), Tensor({1, 1, cell.hidden})} {
        std::string model = folder + "/cell.onnx";
        ort::call(ort::CreateSession, (const void*)ort::env, model.c_str(), (const void*)ort::options, &session);
    }

    ~OnnxRuntime() override {
        programs.clear();
        ort::release(ort::ReleaseSession, session);
    }

    void reset() override {
        for (int i = 0; i < 2; i++) {
            h[i].clear();
            c[i].clear();
        }
    }

    void steps(const float* x, int count, float* out, int stride) override {
        Program& one = program(1);
        for (int t = 0; t < count; t++) {
            std::memcpy(one.x.data(), x + t * cell.inputs, cell.inputs * sizeof(float));
            run(one);
            std::memcpy(out + t * stride, one.y.data(), cell.hidden * sizeof(float));
        }
    }

    void sequence(const float* x, int count, float* out) override {
        Program& all = program(count);
        std::memcpy(all.x.data(), x, size_t(count) * cell.inputs * sizeof(float));
        run(all);
        std::memcpy(out, all.y.data(), size_t(count) * cell.hidden * sizeof(float));
    }
};

// The argument is the library's path.
int main(int argc, char** argv) {
    try {
        void* library = dlopen(argc > 1 ? argv[1] : "libonnxruntime.so.1", RTLD_NOW);
        if (!library) throw std::runtime_error(dlerror());
        auto base = reinterpret_cast<const ort::Base* (*)()>(dlsym(library, "OrtGetApiBase"))();
        ort::start(base);
        return serve(base->version(), [](const Cell& cell, const std::string& folder) { return std::make_unique<OnnxRuntime>(cell, folder); });
    } catch (const std::exception& error) {
        std::cout << "error " << error.what() << std::endl;
        return 1;
    }
}

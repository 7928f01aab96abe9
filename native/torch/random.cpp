// Random generators whose state can be saved and restored, so that a training continues bit for bit.
#include <ATen/CPUGeneratorImpl.h>

#include <mutex>

#include "border.h"

using namespace imago;

imago_text* imago_generator_create(const char* device, uint64_t seed, imago_generator** generator) {
  return guarded([&] {
    c10::Device where{std::string(device)};
    // A clone of the device's default generator, so that CUDA needs no header of its own here.
    at::Generator made = where.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>(seed)
                                        : at::globalContext().defaultGenerator(where).clone();
    made.set_current_seed(seed);
    *generator = reinterpret_cast<imago_generator*>(new at::Generator(std::move(made)));
  });
}

void imago_generator_free(imago_generator* generator) { delete reinterpret_cast<at::Generator*>(generator); }

imago_text* imago_generator_get_state(const imago_generator* generator, imago_tensor** state) {
  return guarded([&] {
    auto g = unwrap(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    *state = wrap(g.get_state());
  });
}

imago_text* imago_generator_set_state(imago_generator* generator, const imago_tensor* state) {
  return guarded([&] {
    auto& g = unwrap(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(unwrap(state));
  });
}

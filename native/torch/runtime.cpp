// Which libtorch this is, where it lies, and its process-wide settings.
#include <dlfcn.h>
#include <malloc.h>

#include <ATen/Parallel.h>

#include "border.h"

using namespace imago;

namespace {

// A training step allocates and frees the same large tensors again and again. By default glibc maps each anew, and the kernel
// clears its pages on first touch, which costs more than many operators. Keep freed memory instead.
struct KeepMemory {
  KeepMemory() {
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, 2'000'000'000);
    mallopt(M_TOP_PAD, 64 << 20);
    mallopt(M_ARENA_MAX, 1);
  }
} keep_memory;

// OpenBLAS has threads of its own, which spin between products and take the cores from libtorch's. The products here are small:
// one thread each.
void calm_openblas() {
  if (auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

}  // namespace

int32_t imago_abi_version() { return IMAGO_ABI_VERSION; }

const char* imago_libtorch_version() { return TORCH_VERSION; }

imago_text* imago_libtorch_path() {
  Dl_info info;
  // Any function of libtorch_cpu will do: the loader knows which file it came from.
  auto known = reinterpret_cast<const void*>(static_cast<void (*)(int)>(&at::set_num_threads));
  return text(dladdr(known, &info) != 0 && info.dli_fname ? info.dli_fname : "");
}

void imago_free_text(imago_text* text) { std::free(text); }

int32_t imago_cuda_devices() {
  try {
    return torch::cuda::is_available() ? static_cast<int32_t>(torch::cuda::device_count()) : 0;
  } catch (...) {
    return 0;
  }
}

imago_text* imago_synchronize() {
  return guarded([] {
    for (int32_t device = 0, count = imago_cuda_devices(); device < count; device++) torch::cuda::synchronize(device);
  });
}

int32_t imago_threads() { return at::get_num_threads(); }

imago_text* imago_set_threads(int32_t count) {
  return guarded([&] {
    at::set_num_threads(count);
    calm_openblas();
  });
}

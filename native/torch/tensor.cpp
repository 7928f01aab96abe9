// Handles of tensors: what they are, and their data as plain bytes.
#include "border.h"

using namespace imago;

void imago_tensor_free(imago_tensor* tensor) { delete reinterpret_cast<at::Tensor*>(tensor); }

imago_text* imago_tensor_describe(const imago_tensor* tensor, imago_tensor_info* info) {
  return guarded([&] {
    const at::Tensor& t = unwrap(tensor);
    TORCH_CHECK(t.dim() <= IMAGO_MAX_DIMS, "a tensor of ", t.dim(), " dimensions; at most ", IMAGO_MAX_DIMS, " are supported");
    info->scalar_type = static_cast<int32_t>(t.scalar_type());
    info->device_type = static_cast<int32_t>(t.device().type());
    info->device_index = t.device().has_index() ? t.device().index() : 0;
    info->requires_grad = t.requires_grad();
    info->is_channels_last = t.dim() == 4 && t.is_contiguous(at::MemoryFormat::ChannelsLast);
    info->dims = static_cast<int32_t>(t.dim());
    for (int64_t i = 0; i < t.dim(); i++) info->sizes[i] = t.size(i);
  });
}

imago_text* imago_tensor_from_bytes(const void* bytes, int64_t length, int32_t scalar_type, const int64_t* sizes,
                                    int32_t dims, imago_tensor** tensor) {
  return guarded([&] {
    auto t = at::empty(at::IntArrayRef(sizes, dims), at::TensorOptions(static_cast<at::ScalarType>(scalar_type)));
    TORCH_CHECK(static_cast<int64_t>(t.nbytes()) == length, "a tensor of ", t.nbytes(), " bytes cannot be made of ", length);
    if (length > 0) std::memcpy(t.data_ptr(), bytes, length);
    *tensor = wrap(std::move(t));
  });
}

imago_text* imago_tensor_data(const imago_tensor* tensor, void** data) {
  return guarded([&] {
    const at::Tensor& t = unwrap(tensor);
    TORCH_CHECK(t.device().is_cpu() && t.is_contiguous(), "a tensor on ", t.device(), ", or not contiguous, has no memory to fill");
    *data = t.data_ptr();
  });
}

imago_text* imago_tensor_version(const imago_tensor* tensor, int64_t* version) {
  return guarded([&] { *version = unwrap(tensor)._version(); });
}

imago_text* imago_tensor_to_bytes(const imago_tensor* tensor, void* bytes, int64_t length) {
  return guarded([&] {
    auto t = materialised(unwrap(tensor).detach()).to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(t.nbytes()) == length, "a tensor of ", t.nbytes(), " bytes does not fit ", length);
    if (length > 0) std::memcpy(bytes, t.data_ptr(), length);
  });
}

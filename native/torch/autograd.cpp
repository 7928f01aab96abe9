// Derivatives, of any order: torch::autograd::grad with its graph kept where a second derivative follows.
#include "border.h"

using namespace imago;

imago_text* imago_tensor_set_requires_grad(imago_tensor* tensor, int32_t on) {
  return guarded([&] { unwrap(tensor).requires_grad_(on != 0); });
}

int32_t imago_grad_mode() { return at::GradMode::is_enabled(); }

void imago_set_grad_mode(int32_t on) { at::GradMode::set_enabled(on != 0); }

imago_text* imago_grad(imago_tensor* const* outputs, imago_tensor* const* grad_outputs, int32_t output_count,
                       imago_tensor* const* inputs, int32_t input_count, int32_t retain_graph, int32_t create_graph,
                       imago_tensor** gradients) {
  return guarded([&] {
    std::vector<at::Tensor> of, weights, by;
    for (int32_t i = 0; i < output_count; i++) {
      of.push_back(unwrap(outputs[i]));
      weights.push_back(grad_outputs && grad_outputs[i] ? unwrap(grad_outputs[i]) : at::Tensor());
    }
    for (int32_t i = 0; i < input_count; i++) by.push_back(unwrap(inputs[i]));
    auto found = torch::autograd::grad(of, by, weights, retain_graph != 0, create_graph != 0, /*allow_unused=*/true);
    for (int32_t i = 0; i < input_count; i++) gradients[i] = found[i].defined() ? wrap(materialised(std::move(found[i]))) : nullptr;
  });
}

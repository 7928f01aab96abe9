// Bilinear sampling that can be differentiated twice in the picture, as R1 through the augmentation needs.
//
// libtorch has no second derivative of grid_sampler_2d. But the sampler is linear in the picture: the derivative of its
// adjoint is the sampler itself, so the two below are closed under differentiation. The grid is taken as constant.
// Outside the picture is zero; align_corners is off (coordinates -1 and 1 are the outer edges of the corner pixels).
#include "border.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t bilinear = 0, zeros = 0;

Tensor grid_sampler(const Tensor& x, const Tensor& grid);
Tensor grid_sampler_input(const Tensor& dy, const Tensor& grid, at::IntArrayRef size);

struct GridSampler : torch::autograd::Function<GridSampler> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& grid) {
    context->save_for_backward({grid});
    context->saved_data["size"] = x.sizes().vec();
    return at::grid_sampler_2d(x, grid, bilinear, zeros, false);
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto grid = context->get_saved_variables()[0];
    return {grid_sampler_input(gradients[0], grid, context->saved_data["size"].toIntVector()), Tensor()};
  }
};

struct GridSamplerInput : torch::autograd::Function<GridSamplerInput> {
  static Tensor forward(AutogradContext* context, const Tensor& dy, const Tensor& grid, const std::vector<int64_t>& size) {
    context->save_for_backward({grid});
    return std::get<0>(at::grid_sampler_2d_backward(dy, at::empty(size, dy.options()), grid, bilinear, zeros, false, {true, false}));
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    return {grid_sampler(gradients[0], context->get_saved_variables()[0]), Tensor(), Tensor()};
  }
};

Tensor grid_sampler(const Tensor& x, const Tensor& grid) {
  TORCH_CHECK(!grid.requires_grad(), "imago::grid_sampler takes its grid as constant, this one requires a gradient");
  // libtorch 1.13 refuses 16 bits itself; 2.6 takes them and computes coordinates in them, which is up to 1.7 % off.
  TORCH_CHECK(x.scalar_type() == at::kFloat || x.scalar_type() == at::kDouble, "imago::grid_sampler works in fp32 and fp64, not in ", x.scalar_type());
  return GridSampler::apply(x, grid);
}

Tensor grid_sampler_input(const Tensor& dy, const Tensor& grid, at::IntArrayRef size) {
  return GridSamplerInput::apply(dy, grid, size.vec());
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(imago, library) {
  library.def("grid_sampler(Tensor x, Tensor grid) -> Tensor", grid_sampler);
  library.def("grid_sampler_input(Tensor dy, Tensor grid, int[] size) -> Tensor", grid_sampler_input);
}

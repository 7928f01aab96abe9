// The fused layers as operators: memory, and how the work is split over threads. Without derivatives: for networks that are only looked at.
#include <ATen/Parallel.h>

#include <atomic>

#include "../border.h"
#include "layer.h"

#ifndef IMAGO_FUSED

const char* imago_fused_kind(int32_t) { return ""; }

#else

namespace {

using at::IntArrayRef;
using at::Tensor;
using c10::optional;
using namespace imago::fused;

int64_t up_to(int64_t count, int64_t multiple) { return (count + multiple - 1) / multiple * multiple; }

template <class Number>
const Product<Number>& product(c10::string_view name) {
  std::vector<const Product<Number>*> known;
  if constexpr (std::is_same_v<Number, float>) known = {avx512()};
  else known = {amx(), avx512_bf16(), emulated_amx()};
  for (auto one : known)
    if (one && (name.empty() || name == one->name)) return *one;
  TORCH_CHECK(false, "this processor has no fused layers", name.empty() ? "" : " of the kind ", name, " for such numbers: they need AVX-512, and AVX512-BF16 for bf16");
}

template <class Number>
constexpr at::ScalarType type = std::is_same_v<Number, float> ? at::kFloat : at::kBFloat16;

template <class Number>
Number* numbers(const Tensor& t) { return static_cast<Number*>(t.data_ptr()); }

// Runs a body with a number of the type in question.
template <class Body>
auto with_type(at::ScalarType type, const Body& body) {
  TORCH_CHECK(type == at::kFloat || type == at::kBFloat16, "fused layers compute in fp32 or bf16, not in ", type);
  return type == at::kFloat ? body(float()) : body(bf16());
}

// A vector [.., count] in fp32, filled up with zeros to a multiple of 32.
Tensor filled(const Tensor& vectors, int64_t count) {
  auto dense = vectors.to(at::kFloat).contiguous();
  return dense.size(-1) == count ? dense : at::constant_pad_nd(dense, {0, count - dense.size(-1)});
}

// Room for activations [N, (R + 2)^2 + 64, stride]; what lies outside of the picture is set to zero.
Tensor activations(int64_t batch, int64_t resolution, int64_t channels, at::ScalarType type) {
  const int64_t S = side(resolution);
  auto y = at::empty({batch, S * S + Room, stride(channels)}, type);
  auto grid = y.narrow(1, 0, S * S).view({batch, S, S, y.size(2)});
  y.narrow(1, S * S, Room).zero_();
  for (int64_t edge : {int64_t(0), S - 1}) {
    grid.select(1, edge).zero_();
    grid.select(2, edge).zero_();
  }
  return y;
}

// Runs a body for every item, each on whichever thread is free: two threads that the system has put on one core then cost a third more, and not twice the time.
template <class Body>
void for_each(int64_t items, const Body& body) {
  std::atomic<int64_t> next{0};
  at::parallel_for(0, at::get_num_threads(), 1, [&](int64_t, int64_t) {
    for (int64_t item; (item = next++) < items;) body(item);
  });
}

// Pixels [0, count) x blocks of outputs, in items for the threads. Outputs are split into groups whose weights stay in the second cache while the pixels pass by;
// and further, where there are few pixels.
struct Split {
  static constexpr int64_t Cached = 5 << 18;  // bytes

  int64_t count, blocks, groups, chunk, chunks;

  Split(int64_t count, int64_t blocks, int64_t block_bytes, int64_t pixels) : count(count), blocks(blocks) {
    const int64_t threads = at::get_num_threads();
    groups = std::min(blocks, std::max((blocks * block_bytes + Cached - 1) / Cached, count < threads * 96 ? threads : 1));
    const int64_t wanted = std::max(2 * pixels, std::min(MostChunk / pixels * pixels, up_to(count * groups / (4 * threads), pixels)));
    chunks = (count + wanted - 1) / wanted;
    chunk = up_to((count + chunks - 1) / chunks, pixels);
  }

  template <class Body>
  void run(const Body& body) const {
    for_each(groups * chunks, [&](int64_t item) {
      const int64_t group = item / chunks, first = item % chunks * chunk;
      if (first < count) body(first, std::min(first + chunk, count), blocks * group / groups, blocks * (group + 1) / groups, group);
    });
  }
};

Tensor pack_weight(const Tensor& weight, at::ScalarType type) {
  TORCH_CHECK(weight.dim() == 4 && weight.size(2) == 3 && weight.size(3) == 3, "imago::pack_weight takes a weight [out, in, 3, 3], but got ", weight.sizes());
  auto dense = weight.to(at::kFloat).contiguous();
  const int64_t outputs = up_to(weight.size(0), OutputBlock), channels = up_to(weight.size(1), InputBlock);
  auto packed = at::empty({outputs / OutputBlock, channels / InputBlock, WeightTaps, WeightTile}, type);
  with_type(type, [&](auto number) {
    using Number = decltype(number);
    product<Number>("");
    at::parallel_for(0, packed.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t block = begin; block < end; block++) pack(dense.data_ptr<float>(), weight.size(0), weight.size(1), block, numbers<Number>(packed) + block * packed.stride(0));
    });
  });
  return packed;
}

Tensor fused_input(const Tensor& x, const Tensor& styles, at::ScalarType type) {
  TORCH_CHECK(x.dim() == 4 && x.size(2) == x.size(3) && styles.dim() == 2 && styles.size(0) == x.size(0) && styles.size(1) == x.size(1),
              "imago::fused_input takes x [N, C, R, R] and styles [N, C], but got ", x.sizes(), " and ", styles.sizes());
  const int64_t N = x.size(0), C = x.size(1), R = x.size(2), S = side(R);
  auto y = at::zeros({N, S * S + Room, stride(up_to(C, InputBlock))}, type);
  auto inner = y.narrow(1, 0, S * S).view({N, S, S, y.size(2)}).narrow(1, 1, R).narrow(2, 1, R).narrow(3, 0, C);
  inner.copy_((x * styles.view({N, C, 1, 1})).permute({0, 2, 3, 1}));
  return y;
}

std::tuple<Tensor, Tensor> fused_layer(const Tensor& x, int64_t resolution, const Tensor& weight, const Tensor& scale, const Tensor& bias, const optional<Tensor>& noise,
                                       const optional<Tensor>& next, const optional<Tensor>& rgb, const optional<Tensor>& filter, double slope, double gain, double limit,
                                       c10::string_view kind) {
  return with_type(x.scalar_type(), [&](auto number) -> std::tuple<Tensor, Tensor> {
    using Number = decltype(number);
    const bool up = filter.has_value();
    const int64_t N = x.size(0), S = side(resolution), C = weight.dim() == 4 ? weight.size(1) * InputBlock : 0, blocks = weight.size(0), O = blocks * OutputBlock, R = up ? 2 * resolution : resolution;
    TORCH_CHECK(x.dim() == 3 && x.size(1) == S * S + Room && x.is_contiguous(), "imago::fused_layer takes activations of ", resolution,
                "x", resolution, " as imago::fused_input makes them, but got ", x.sizes());
    TORCH_CHECK(weight.dim() == 4 && x.size(2) == stride(C) && weight.size(2) == WeightTaps && weight.size(3) == WeightTile && weight.scalar_type() == type<Number> && weight.is_contiguous(),
                "imago::fused_layer takes a weight, as imago::pack_weight makes it, for as many channels as the activations have and of their type, but got ", weight.sizes(), " for ", x.sizes());
    TORCH_CHECK(slope >= 0 && slope <= 1 && gain > 0 && limit > 0, "imago::fused_layer takes a slope from 0 to 1, and a gain and a limit above 0, but got ", slope, ", ", gain, ", ", limit);
    TORCH_CHECK(!up || (filter->numel() == 4 && next && !rgb), "imago::fused_layer enlarges with 4 taps, for a layer that follows; got ", up ? filter->numel() : 0, " taps");
    TORCH_CHECK(next || rgb, "imago::fused_layer got neither a layer that follows nor a ToRGB that reads it");

    auto scales = filled(scale, O), biases = filled(bias, O);
    auto nexts = next ? filled(*next, O) : Tensor();
    auto colours = rgb ? filled(*rgb, O) : Tensor();  // [N, colours, O]
    auto map = noise ? noise->to(at::kFloat).contiguous() : Tensor();
    const int64_t planes = rgb ? colours.size(1) : 0;
    TORCH_CHECK(scales.dim() == 2 && scales.size(0) == N && biases.dim() == 1 && (!next || nexts.size(0) == N) && (!rgb || (colours.dim() == 3 && colours.size(0) == N && planes <= MostColours)),
                "imago::fused_layer takes scale and next [N, out], bias [out], and rgb [N, colours, out] of at most ", MostColours, " colours");
    TORCH_CHECK(!noise || map.numel() == R * R || map.numel() == N * R * R, "imago::fused_layer takes noise [R, R] or [N, R, R] of ", R, "x", R, ", but got ", map.sizes());

    const auto& unit = product<Number>(kind);
    const Split split(up ? (resolution + 1) * S : resolution * S, blocks, weight.stride(0) * int64_t(sizeof(Number)), unit.pixels);
    auto y = next ? activations(N, R, O, type<Number>) : Tensor();
    auto picture = rgb ? at::empty({N, split.groups, planes, R, R}, at::kFloat) : Tensor();
    const Tensor taps = up ? filter->to(at::kFloat).contiguous() : Tensor();
    Tensor t;
    if (up) {
      const int64_t T = 2 * resolution + 3;
      t = at::empty({T, T, stride(O)}, type<Number>);
      for (int64_t edge : {int64_t(0), T - 1}) {
        t.select(0, edge).zero_();
        t.select(1, edge).zero_();
      }
    }

    for (int64_t n = 0; n < N; n++) {
      Finish<Number> finish{scales.data_ptr<float>() + n * O, biases.data_ptr<float>(), nullptr, float(slope), float(gain), float(limit), nullptr, nullptr, planes, nullptr};
      if (noise) finish.noise = map.data_ptr<float>() + (map.numel() == R * R ? 0 : n * R * R);
      if (next) finish.next = nexts.data_ptr<float>() + n * O, finish.y = numbers<Number>(y) + n * y.stride(0);
      if (rgb) finish.rgb = colours.data_ptr<float>() + n * planes * O;
      const Layer<Number> layer{&unit, resolution, C, O, numbers<Number>(x) + n * x.stride(0), numbers<Number>(weight), finish};
      if (up) {
        split.run([&](int64_t first, int64_t last, int64_t block, int64_t end, int64_t) { transpose(layer, first, last, block, end, numbers<Number>(t)); });
        for_each(R / 4, [&](int64_t item) { filter_rows<Number>(layer, numbers<Number>(t), taps.data_ptr<float>(), 4 * item, 4 * item + 4); });
      } else {
        split.run([&](int64_t first, int64_t last, int64_t block, int64_t end, int64_t group) {
          convolve(layer, first, last, block, end, rgb ? picture.data_ptr<float>() + n * picture.stride(0) + group * picture.stride(1) : nullptr);
        });
      }
    }
    return {y, picture};
  });
}

Tensor fused_picture(const Tensor& sums, const Tensor& bias, double limit, const optional<Tensor>& before, const Tensor& filter) {
  TORCH_CHECK(sums.dim() == 5 && sums.scalar_type() == at::kFloat && sums.is_contiguous() && filter.numel() == 4 && bias.dim() == 1 && bias.size(0) == sums.size(2),
              "imago::fused_picture takes what imago::fused_layer read [N, groups, colours, R, R], a bias for each colour and 4 taps, but got ", sums.sizes(), ", ", bias.sizes(), " and ",
              filter.numel(), " taps");
  const int64_t N = sums.size(0), colours = sums.size(2), R = sums.size(3);
  TORCH_CHECK(!before || (before->dim() == 4 && before->size(0) == N && before->size(1) == colours && before->size(2) * 2 == R && before->size(3) * 2 == R),
              "imago::fused_picture takes a picture before it of half the size, [N, colours, R / 2, R / 2]");
  auto biases = bias.to(at::kFloat).contiguous();
  auto old = before ? before->to(at::kFloat).contiguous() : Tensor();
  const auto taps = filter.to(at::kFloat).contiguous();
  auto out = at::empty({N, colours, R, R}, at::kFloat);
  at::parallel_for(0, N * colours * R, std::max<int64_t>(1, 16384 / R), [&](int64_t begin, int64_t end) {
    std::vector<float> scratch(R / 2 + 2);
    for (int64_t row = begin; row < end;) {
      const int64_t plane = row / R, last = std::min(end, (plane + 1) * R), n = plane / colours, k = plane % colours;
      const Picture picture{R, sums.data_ptr<float>() + n * sums.stride(0) + k * R * R, sums.size(1), sums.stride(1), biases.data_ptr<float>()[k], float(limit),
                            before ? old.data_ptr<float>() + plane * R * R / 4 : nullptr, taps.data_ptr<float>()};
      add_picture(picture, row - plane * R, last - plane * R, scratch.data(), out.data_ptr<float>() + plane * R * R);
      row = last;
    }
  });
  return out;
}

}  // namespace

const char* imago_fused_kind(int32_t bf16) {
  if (!bf16) return avx512() ? avx512()->name : "";
  return amx() ? amx()->name : avx512_bf16() ? avx512_bf16()->name : "";
}

TORCH_LIBRARY_FRAGMENT(imago, library) {
  library.def("pack_weight(Tensor weight, ScalarType type) -> Tensor", pack_weight);
  library.def("fused_input(Tensor x, Tensor styles, ScalarType type) -> Tensor", fused_input);
  library.def("fused_layer(Tensor x, int resolution, Tensor weight, Tensor scale, Tensor bias, Tensor? noise, Tensor? next, Tensor? rgb, Tensor? filter, float slope, float gain, "
              "float limit, str kind) -> (Tensor, Tensor)",
              fused_layer);
  library.def("fused_picture(Tensor sums, Tensor bias, float limit, Tensor? before, Tensor filter) -> Tensor", fused_picture);
}

#endif

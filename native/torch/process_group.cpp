// Several processes that train one network: c10d's store and process groups. Gloo carries what lies on the CPU, NCCL what lies on CUDA devices.
#include "border.h"

#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/utils/lambda_post_hook.h>

#include <chrono>

#if defined(USE_C10D_GLOO) && __has_include(<gloo/transport/device.h>)
#define IMAGO_HAS_GLOO 1
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#if defined(USE_C10D_NCCL) && __has_include(<nccl.h>)
#define IMAGO_HAS_NCCL 1
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#endif

using namespace imago;

#if IMAGO_HAS_GLOO

C10_DECLARE_int(caffe2_log_level);

namespace {

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

// What fails between processes is told from what fails here.
template <class Exchange>
auto with_peers(Exchange&& exchange) {
  try {
    return exchange();
  } catch (const c10::Error& error) {
    throw std::runtime_error(std::string("peer lost: ") + error.what_without_backtrace());
  } catch (const std::exception& error) {
    throw std::runtime_error(std::string("peer lost: ") + error.what());
  }
}

struct Group {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<Backend> cpu, cuda;
  int rank, size;

  Backend& of(const at::Tensor& tensor) {
    auto& found = tensor.is_cuda() ? cuda : cpu;
    TORCH_CHECK(found, "this build knows no NCCL, which carries what lies on CUDA devices: build with a libtorch that has it, and with nccl.h; or use --device cpu");
    return *found;
  }

  c10::intrusive_ptr<c10d::Work> begin_sum(const at::Tensor& tensor) {
    std::vector<at::Tensor> tensors{tensor};
    auto& backend = of(tensor);
    return with_peers([&] { return backend.allreduce(tensors); });
  }
};

c10::intrusive_ptr<c10d::Store>& store_of(imago_store* store) { return *reinterpret_cast<c10::intrusive_ptr<c10d::Store>*>(store); }
Group& group_of(imago_group* group) { return *reinterpret_cast<Group*>(group); }

// The gradients of a network on their way to the other processes: laid into flat buckets in the order in which the backward pass gives them. A bucket
// sets out as soon as it is full, while the pass goes on. Buckets set out in their order, because the processes' sums are matched by nothing else.
class Buckets {
 public:
  Buckets(Group& group, const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& sums, const int32_t* order, int64_t bytes)
      : group_(group), sums_(sums), views_(parameters.size()), home_(parameters.size()), arrived_(parameters.size()) {
    int64_t length = 0, first = 0;
    auto count = static_cast<int64_t>(parameters.size());
    for (int64_t i = 0; i < count; i++) {
      length += parameters[order[i]].numel();
      if (length * 4 < bytes && i + 1 < count) continue;
      auto flat = at::empty({length}, parameters[order[i]].options().dtype(at::kFloat));
      int64_t offset = 0;
      for (; first <= i; first++) {
        auto& parameter = parameters[order[first]];
        views_[order[first]] = flat.narrow(0, offset, parameter.numel()).view(parameter.sizes());
        home_[order[first]] = static_cast<int32_t>(flats_.size());
        offset += parameter.numel();
      }
      missing_.push_back(0);
      flats_.push_back(std::move(flat));
      length = 0;
    }
    for (auto home : home_) missing_[home]++;
  }

  // An undefined gradient is zero.
  void arrive(int32_t i, const at::Tensor& gradient) {
    if (arrived_[i]) return;
    arrived_[i] = true;
    auto& view = views_[i];
    if (gradient.defined()) view.copy_(gradient); else view.zero_();
    if (sums_[i].defined()) view.add_(sums_[i]);
    view.div_(group_.size);
    missing_[home_[i]]--;
    for (; works_.size() < flats_.size() && missing_[works_.size()] == 0;) works_.push_back(group_.begin_sum(flats_[works_.size()]));
  }

  void wait() {
    for (auto& work : works_) with_peers([&] { return work->wait(); });
  }

  at::Tensor& mean(int32_t i) { return views_[i]; }

 private:
  Group& group_;
  const std::vector<at::Tensor>& sums_;
  std::vector<at::Tensor> views_, flats_;
  std::vector<int32_t> home_, missing_;
  std::vector<bool> arrived_;
  std::vector<c10::intrusive_ptr<c10d::Work>> works_;
};

// Runs the backward pass of a scalar and tells of each parameter's gradient as soon as it is complete. libtorch's autograd::grad gives all of them
// at the end; so the gradients are let into the parameters' .grad, and taken out again at once.
template <class Arrive>
void backward(const at::Tensor& loss, const std::vector<at::Tensor>& parameters, Arrive&& arrive) {
  struct Hooks {
    std::vector<std::pair<std::shared_ptr<torch::autograd::Node>, uintptr_t>> set;
    ~Hooks() {
      for (auto& [node, key] : set) node->del_post_hook(key);
    }
  } hooks;
  using torch::autograd::variable_list;
  for (size_t i = 0; i < parameters.size(); i++) {
    auto node = torch::autograd::impl::grad_accumulator(parameters[i]);
    auto hook = [&arrive, &parameters, i](const variable_list& outputs, const variable_list&) {
      at::NoGradGuard none;
      auto gradient = std::move(parameters[i].mutable_grad());
      parameters[i].mutable_grad() = at::Tensor();
      arrive(static_cast<int32_t>(i), gradient);
      return outputs;
    };
    auto key = node->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(hook));
    hooks.set.emplace_back(std::move(node), key);
  }
  torch::autograd::backward({loss}, {}, /*retain_graph=*/false, /*create_graph=*/false, parameters);
}

}  // namespace

imago_text* imago_store_open(const char* host, int32_t port, int32_t serves, const char* prefix, int64_t milliseconds, imago_store** store) {
  return guarded([&] {
    // c10d writes each attempt to connect to standard error; what matters becomes an exception.
    if (!std::getenv("TORCH_CPP_LOG_LEVEL")) FLAGS_caffe2_log_level = 3;
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(port);
    options.isServer = serves != 0;
    options.waitWorkers = false;
    options.timeout = std::chrono::milliseconds(milliseconds);
    auto tcp = c10::make_intrusive<c10d::TCPStore>(host, options);
    c10::intrusive_ptr<c10d::Store> made = c10::make_intrusive<c10d::PrefixStore>(prefix, tcp);
    *store = reinterpret_cast<imago_store*>(new c10::intrusive_ptr<c10d::Store>(std::move(made)));
  });
}

void imago_store_free(imago_store* store) { delete reinterpret_cast<c10::intrusive_ptr<c10d::Store>*>(store); }

imago_text* imago_store_add(imago_store* store, const char* key, int64_t number, int64_t* sum) {
  return guarded([&] { *sum = store_of(store)->add(key, number); });
}

imago_text* imago_group_join(imago_store* store, int32_t rank, int32_t size, const char* address, const char* interface_name,
                             int64_t milliseconds, imago_group** group) {
  return guarded([&] {
    auto made = std::make_unique<Group>();
    made->store = store_of(store);
    std::tie(made->rank, made->size) = std::make_pair(rank, size);
    auto timeout = std::chrono::milliseconds(milliseconds);
    made->store->setTimeout(timeout);
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(interface_name ? c10d::ProcessGroupGloo::createDeviceForInterface(interface_name)
                                              : c10d::ProcessGroupGloo::createDeviceForHostname(address));
    made->cpu = c10::make_intrusive<c10d::ProcessGroupGloo>(c10::make_intrusive<c10d::PrefixStore>("cpu", made->store), rank, size, options);
#if IMAGO_HAS_NCCL
    if (torch::cuda::is_available()) {
      auto nccl = c10d::ProcessGroupNCCL::Options::create();
      nccl->timeout = timeout;
      made->cuda = c10::make_intrusive<c10d::ProcessGroupNCCL>(c10::make_intrusive<c10d::PrefixStore>("cuda", made->store), rank, size, nccl);
    }
#endif
    *group = reinterpret_cast<imago_group*>(made.release());
  });
}

void imago_group_free(imago_group* group) { delete reinterpret_cast<Group*>(group); }

imago_text* imago_group_broadcast(imago_group* group, imago_tensor* tensor) {
  return guarded([&] {
    at::NoGradGuard none;
    std::vector<at::Tensor> tensors{unwrap(tensor)};
    with_peers([&] { return group_of(group).of(tensors[0]).broadcast(tensors)->wait(); });
  });
}

imago_text* imago_group_sum(imago_group* group, imago_tensor* tensor) {
  return guarded([&] {
    at::NoGradGuard none;
    auto work = group_of(group).begin_sum(unwrap(tensor));
    with_peers([&] { return work->wait(); });
  });
}

imago_text* imago_group_gather(imago_group* group, const imago_tensor* tensor, imago_tensor** gathered) {
  return guarded([&] {
    at::NoGradGuard none;
    auto& processes = group_of(group);
    std::vector<at::Tensor> mine{unwrap(tensor).detach().contiguous()};
    std::vector<std::vector<at::Tensor>> all(1);
    for (int i = 0; i < processes.size; i++) all[0].push_back(at::empty_like(mine[0]));
    with_peers([&] { return processes.of(mine[0]).allgather(all, mine)->wait(); });
    *gathered = wrap(at::cat(all[0]));
  });
}

imago_text* imago_mean_grad(imago_group* group, imago_tensor* loss, imago_tensor* const* inputs, imago_tensor* const* sums, int32_t count,
                            int64_t bucket_bytes, int32_t* order, int32_t order_known, imago_tensor** gradients, double* waited) {
  return guarded([&] {
    at::NoGradGuard none;
    auto& processes = group_of(group);
    std::vector<at::Tensor> parameters, earlier;
    for (int32_t i = 0; i < count; i++) {
      parameters.push_back(unwrap(inputs[i]));
      earlier.push_back(sums[i] ? unwrap(sums[i]) : at::Tensor());
    }
    std::vector<at::Tensor> found(count);
    if (!order_known) {
      // The first time shows the order in which gradients come; the first process's holds for all. Nothing sets out before the pass has ended.
      std::vector<int32_t> seen;
      backward(unwrap(loss), parameters, [&](int32_t i, const at::Tensor& gradient) {
        found[i] = gradient;
        seen.push_back(i);
      });
      for (int32_t i = 0; i < count; i++)
        if (!found[i].defined()) seen.push_back(i);
      auto agreed = at::tensor(std::vector<int64_t>(seen.begin(), seen.end()), at::kLong);
      std::vector<at::Tensor> tensors{agreed};
      with_peers([&] { return processes.cpu->broadcast(tensors)->wait(); });
      for (int32_t i = 0; i < count; i++) order[i] = static_cast<int32_t>(agreed.data_ptr<int64_t>()[i]);
    }
    Buckets buckets(processes, parameters, earlier, order, bucket_bytes);
    if (order_known) backward(unwrap(loss), parameters, [&](int32_t i, const at::Tensor& gradient) { buckets.arrive(i, gradient); });
    auto began = std::chrono::steady_clock::now();
    for (int32_t i = 0; i < count; i++) buckets.arrive(order[i], found[order[i]]);
    buckets.wait();
    *waited = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    for (int32_t i = 0; i < count; i++) gradients[i] = wrap(buckets.mean(i));
  });
}

#else

static imago_text* no_groups() { return text("this build knows no process groups: build with a libtorch that has Gloo, and with its headers (Debian's libgloo-dev)"); }
imago_text* imago_store_open(const char*, int32_t, int32_t, const char*, int64_t, imago_store**) { return no_groups(); }
void imago_store_free(imago_store*) {}
imago_text* imago_store_add(imago_store*, const char*, int64_t, int64_t*) { return no_groups(); }
imago_text* imago_group_join(imago_store*, int32_t, int32_t, const char*, const char*, int64_t, imago_group**) { return no_groups(); }
void imago_group_free(imago_group*) {}
imago_text* imago_group_broadcast(imago_group*, imago_tensor*) { return no_groups(); }
imago_text* imago_group_sum(imago_group*, imago_tensor*) { return no_groups(); }
imago_text* imago_group_gather(imago_group*, const imago_tensor*, imago_tensor**) { return no_groups(); }
imago_text* imago_mean_grad(imago_group*, imago_tensor*, imago_tensor* const*, imago_tensor* const*, int32_t, int64_t, int32_t*, int32_t,
                            imago_tensor**, double*) { return no_groups(); }

#endif

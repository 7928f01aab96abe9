// The contract between libtorch and Imago.Torch: a flat C surface.
//
// Every operator of libtorch is reached through its own dispatcher by schema name (imago_find_operator, imago_call),
// so this header does not grow with the number of operators in use. What the dispatcher does not cover (handles, data,
// autograd, generators, settings) has a function each.
//
// Errors: a function that can fail returns NULL on success, else a message that the caller frees with imago_free_text.
// No C++ exception crosses this border. Handles are owned by the caller and freed by the function named after them.
#pragma once
#include <cstdint>

#define IMAGO_ABI_VERSION 3
#define IMAGO_API extern "C" __attribute__((visibility("default")))

typedef struct imago_tensor imago_tensor;        // an at::Tensor
typedef struct imago_generator imago_generator;  // an at::Generator
typedef struct imago_operator imago_operator;    // a c10::OperatorHandle, never freed
typedef struct imago_store imago_store;          // a c10d::Store
typedef struct imago_graph imago_graph;          // at::cuda::CUDAGraph
typedef struct imago_group imago_group;          // c10d process groups: Gloo, and NCCL where there is CUDA
typedef char imago_text;                         // UTF-8, NUL-terminated, malloc'ed

enum imago_tag : int32_t {
  IMAGO_NONE = 0,
  IMAGO_TENSOR = 1,
  IMAGO_INT = 2,
  IMAGO_DOUBLE = 3,
  IMAGO_BOOL = 4,
  IMAGO_INT_LIST = 5,
  IMAGO_DOUBLE_LIST = 6,
  IMAGO_BOOL_LIST = 7,    // of int64: 0 or 1
  IMAGO_TENSOR_LIST = 8,  // of imago_tensor*; a NULL entry is an absent optional tensor
  IMAGO_STRING = 9,
  IMAGO_DEVICE = 10,      // text such as "cpu" or "cuda:0"
  IMAGO_GENERATOR = 11,
  IMAGO_DEFAULT = 12,     // the default of the operator's schema
};

// One argument of an operator call; count is the length of a list.
typedef struct imago_argument {
  int32_t tag;
  int32_t count;
  union {
    int64_t integer;
    double real;
    const void* pointer;
  };
} imago_argument;

// The shape of a tensor as it is now. Sizes beyond dims are undefined.
#define IMAGO_MAX_DIMS 8
typedef struct imago_tensor_info {
  int32_t scalar_type;  // c10::ScalarType
  int32_t device_type;  // c10::DeviceType: 0 CPU, 1 CUDA
  int32_t device_index;
  int32_t requires_grad;
  int32_t is_channels_last;
  int32_t dims;
  int64_t sizes[IMAGO_MAX_DIMS];
} imago_tensor_info;

// ---- runtime.cpp
IMAGO_API int32_t imago_abi_version();
IMAGO_API const char* imago_libtorch_version();  // compiled against; static text
IMAGO_API imago_text* imago_libtorch_path();     // of the libtorch_cpu that is loaded
IMAGO_API void imago_free_text(imago_text* text);
IMAGO_API int32_t imago_cuda_devices();
// Waits for all that is queued on all CUDA devices; where there are none, there is nothing to wait for.
IMAGO_API imago_text* imago_synchronize();
IMAGO_API int32_t imago_threads();
IMAGO_API imago_text* imago_set_threads(int32_t count);

// ---- dispatch.cpp
IMAGO_API imago_text* imago_find_operator(const char* name, const char* overload, imago_operator** found);
// Trailing arguments that are not given take the schema's defaults. Tensors and tensor lists among the results are
// flattened into results, which has room for max_results handles.
IMAGO_API imago_text* imago_call(const imago_operator* op, const imago_argument* arguments, int32_t count,
                                 imago_tensor** results, int32_t max_results, int32_t* result_count);

// ---- tensor.cpp
IMAGO_API void imago_tensor_free(imago_tensor* tensor);
IMAGO_API imago_text* imago_tensor_describe(const imago_tensor* tensor, imago_tensor_info* info);
// Bytes in C order, little endian. The tensor owns a copy.
IMAGO_API imago_text* imago_tensor_from_bytes(const void* bytes, int64_t length, int32_t scalar_type, const int64_t* sizes,
                                              int32_t dims, imago_tensor** tensor);
// The memory of a contiguous tensor on the CPU, for as long as the tensor lives.
IMAGO_API imago_text* imago_tensor_data(const imago_tensor* tensor, void** data);
// How often a tensor was changed in place.
IMAGO_API imago_text* imago_tensor_version(const imago_tensor* tensor, int64_t* version);
IMAGO_API imago_text* imago_tensor_to_bytes(const imago_tensor* tensor, void* bytes, int64_t length);

// ---- autograd.cpp
IMAGO_API imago_text* imago_tensor_set_requires_grad(imago_tensor* tensor, int32_t on);
IMAGO_API int32_t imago_grad_mode();
IMAGO_API void imago_set_grad_mode(int32_t on);
// Gradients of the outputs (weighted by grad_outputs; NULL entries mean ones) with respect to the inputs. An input that
// the outputs do not depend on gets NULL. create_graph keeps the derivative differentiable.
IMAGO_API imago_text* imago_grad(imago_tensor* const* outputs, imago_tensor* const* grad_outputs, int32_t output_count,
                                 imago_tensor* const* inputs, int32_t input_count, int32_t retain_graph,
                                 int32_t create_graph, imago_tensor** gradients);

// ---- random.cpp
IMAGO_API imago_text* imago_generator_create(const char* device, uint64_t seed, imago_generator** generator);
IMAGO_API void imago_generator_free(imago_generator* generator);
IMAGO_API imago_text* imago_generator_get_state(const imago_generator* generator, imago_tensor** state);
IMAGO_API imago_text* imago_generator_set_state(imago_generator* generator, const imago_tensor* state);

// ---- cuda_graph.cpp
// Between begin and end, on one thread, work on the device is recorded and not done. A replay does it again with the same memory:
// whoever wrote new numbers into the tensors that it reads finds the new results in the tensors that it made.
IMAGO_API imago_text* imago_graph_begin(int32_t device, imago_graph** graph);
IMAGO_API imago_text* imago_graph_end(imago_graph* graph);
IMAGO_API imago_text* imago_graph_replay(imago_graph* graph);
IMAGO_API void imago_graph_free(imago_graph* graph);

// ---- fused/operators.cpp
// By which instructions fused layers compute: amx or avx512-bf16 in bf16, else avx512; empty where this processor has none. Static text.
IMAGO_API const char* imago_fused_kind(int32_t bf16);

// ---- process_group.cpp
// Connects to the store at host:port, or serves it. Keys of other programs in it are kept apart by the prefix.
IMAGO_API imago_text* imago_store_open(const char* host, int32_t port, int32_t serves, const char* prefix, int64_t milliseconds,
                                       imago_store** store);
IMAGO_API void imago_store_free(imago_store* store);
IMAGO_API imago_text* imago_store_add(imago_store* store, const char* key, int64_t number, int64_t* sum);
// Every process calls what follows in the same order. Peers reach this process at the address, or at the network interface where
// one is named. A peer that is lost, or silent for so long, is an error "peer lost: …"; the group is of no use after it, and must not be freed.
IMAGO_API imago_text* imago_group_join(imago_store* store, int32_t rank, int32_t size, const char* address, const char* interface_name,
                                       int64_t milliseconds, imago_group** group);
IMAGO_API void imago_group_free(imago_group* group);
IMAGO_API imago_text* imago_group_broadcast(imago_group* group, imago_tensor* tensor);  // in place, from process 0
IMAGO_API imago_text* imago_group_sum(imago_group* group, imago_tensor* tensor);        // in place
// The tensors of all processes, one behind the other along the first dimension, in the order of their ranks.
IMAGO_API imago_text* imago_group_gather(imago_group* group, const imago_tensor* tensor, imago_tensor** gathered);
// The gradients of a scalar with respect to fp32 leaves, plus the sums of earlier ones (NULL for none), averaged over the processes; the averaging of
// some begins while others are still computed. order has room for count numbers: the order in which gradients come, filled by the first
// call (order_known = 0) and handed to later ones. waited: seconds from the end of the backward pass until all had come.
IMAGO_API imago_text* imago_mean_grad(imago_group* group, imago_tensor* loss, imago_tensor* const* inputs, imago_tensor* const* sums,
                                      int32_t count, int64_t bucket_bytes, int32_t* order, int32_t order_known,
                                      imago_tensor** gradients, double* waited);

// ---- convolution.cpp and grid_sampler.cpp add operators to the dispatcher, so they need no function here:
//   imago::convolution(Tensor x, Tensor weight, int[] stride, int[] padding, int groups) -> Tensor
//   imago::convolution_input(Tensor dy, Tensor weight, int[] size, int[] stride, int[] padding, int groups) -> Tensor
//   imago::convolution_weight(Tensor dy, Tensor x, int[] size, int[] stride, int[] padding, int groups) -> Tensor
//   imago::grid_sampler(Tensor x, Tensor grid) -> Tensor
//   imago::grid_sampler_input(Tensor dy, Tensor grid, int[] size) -> Tensor

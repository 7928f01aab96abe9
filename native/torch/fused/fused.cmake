# The fused layers: kernels for processors with AVX512-BF16 or AMX, which are looked for at run time; with another compiler or processor there are none.
# They include nothing of libtorch or of the standard library that other files might take from them.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag("-mavx512bf16 -mamx-bf16" IMAGO_FUSED)
target_sources(imago_torch PRIVATE fused/operators.cpp)
if(IMAGO_FUSED)
  # GCC 12 takes the undefined operands within its own header for mistakes: -Wno-maybe-uninitialized.
  set(avx512 -Wno-maybe-uninitialized -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512bf16)
  set(kernels fused/layer.cpp fused/product_avx512.cpp fused/product_amx.cpp fused/product_amx_emulated.cpp)
  target_sources(imago_torch PRIVATE ${kernels})
  set_source_files_properties(${kernels} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  set_source_files_properties(fused/layer.cpp fused/product_avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512}")
  set_source_files_properties(fused/product_amx.cpp PROPERTIES COMPILE_OPTIONS "${avx512};-mamx-tile;-mamx-bf16")
  set_source_files_properties(fused/operators.cpp PROPERTIES COMPILE_DEFINITIONS IMAGO_FUSED)
endif()

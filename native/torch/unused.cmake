# Debian's libtorch names OpenCV as something it needs and calls nothing of it, and OpenCV brings a hundred more libraries (Qt, GDAL, HDF5 …): a third of the time in
# which libtorch is loaded, and 47 MB of memory. The loader takes a library of the right name that is there already, so imago_torch brings empty ones.
# Nothing is replaced that is used: a libtorch that calls OpenCV, or does not name it, gets none.
set(libtorch_cpu)
if(TARGET torch_cpu)
  get_target_property(libtorch_cpu torch_cpu LOCATION)
endif()
set(unused)
if(EXISTS "${libtorch_cpu}")
  execute_process(COMMAND ${CMAKE_READELF} -d ${libtorch_cpu} OUTPUT_VARIABLE needed)
  execute_process(COMMAND ${CMAKE_NM} -D --undefined-only ${libtorch_cpu} OUTPUT_VARIABLE called)
  string(REGEX MATCHALL "libopencv_[a-z0-9]+\\.so[.0-9]*" unused "${needed}")
  if(called MATCHES "N2cv")
    set(unused)
  endif()
endif()
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/nothing.c "")
foreach(name ${unused})
  string(REGEX MATCH "^libopencv_[a-z0-9]+" target ${name})
  add_library(${target} SHARED ${CMAKE_CURRENT_BINARY_DIR}/nothing.c)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} SUFFIX "" LINKER_LANGUAGE C LINK_OPTIONS -Wl,-soname,${name} LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/unused)
  # What a library needs itself is loaded before what that needs in turn.
  target_link_libraries(imago_torch PRIVATE -Wl,--no-as-needed ${target})
endforeach()
# Found beside libimago_torch.so, wherever both are copied to.
set_target_properties(imago_torch PROPERTIES BUILD_RPATH "$ORIGIN/unused" BUILD_RPATH_USE_ORIGIN ON)

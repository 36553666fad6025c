package dev.nuri.hw.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;

/** The functions of the OpenCL loader that this backend calls, as {@code CL/cl.h} declares them. */
enum ClFunction {
    GET_PLATFORMS("clGetPlatformIDs", JAVA_INT, ADDRESS, ADDRESS),
    GET_DEVICES("clGetDeviceIDs", ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS),
    DEVICE_INFO("clGetDeviceInfo", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS),
    BUILD("clBuildProgram", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    BUILD_INFO("clGetProgramBuildInfo", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS),
    SET_ARGUMENT("clSetKernelArg", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS),
    LAUNCH("clEnqueueNDRangeKernel", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
    WRITE(
            "clEnqueueWriteBuffer",
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS),
    READ("clEnqueueReadBuffer", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
    FILL("clEnqueueFillBuffer", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS),
    FINISH("clFinish", ADDRESS),
    NEW_CONTEXT("clCreateContext", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    NEW_QUEUE("clCreateCommandQueueWithProperties", ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    NEW_PROGRAM("clCreateProgramWithSource", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
    NEW_KERNEL("clCreateKernel", ADDRESS, ADDRESS, ADDRESS),
    NEW_BUFFER("clCreateBuffer", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS),
    FREE_CONTEXT("clReleaseContext", ADDRESS),
    FREE_QUEUE("clReleaseCommandQueue", ADDRESS),
    FREE_PROGRAM("clReleaseProgram", ADDRESS),
    FREE_KERNEL("clReleaseKernel", ADDRESS),
    FREE_BUFFER("clReleaseMemObject", ADDRESS);

    private final String symbol;

    @SuppressWarnings("ImmutableEnumChecker") // descriptors are values
    private final FunctionDescriptor descriptor;

    /** Functions that create return a new object, and an error code through their last argument; others return the code. */
    ClFunction(String symbol, MemoryLayout... arguments) {
        this.symbol = symbol;
        this.descriptor = FunctionDescriptor.of(symbol.startsWith("clCreate") ? ADDRESS : JAVA_INT, arguments);
    }

    String symbol() {
        return symbol;
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }
}

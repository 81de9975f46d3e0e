"""What hatchling calls when the project is installed: it has the compiled modules of bits/codec made."""

from __future__ import annotations

import subprocess
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from Cython.Build import cythonize
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension


def told(question: str) -> list[str]:
    """Return what pkg-config says of Cairo."""
    return subprocess.run(["pkg-config", question, "cairo"], check=True, capture_output=True, text=True).stdout.split()


class Compile(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles beside the sources, so that a checkout that was installed editable finds them, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and add the result to the wheel."""
        extensions = [
            Extension(
                f"bits.codec.{name}",
                [f"bits/codec/{name}.pyx"],
                include_dirs=[np.get_include()],
                define_macros=[("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION")],
                extra_compile_args=["-O3", "-g0", *told("--cflags")],
                extra_link_args=told("--libs"),
            )
            for name in ("canvas", "yuv")
        ]
        with TemporaryDirectory() as folder:
            modules = cythonize(extensions, build_dir=folder, quiet=True)
            command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
            command.inplace, command.build_lib, command.build_temp = True, folder, folder
            command.ensure_finalized()
            command.run()
        build_data["artifacts"] += ["bits/codec/*.so"]
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

namespace RnnGen.Generator.Tests.GuardPages;

/// <summary>A fact that needs mmap with Linux's constants; skipped elsewhere.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Guard pages are made with Linux's system calls.";
}

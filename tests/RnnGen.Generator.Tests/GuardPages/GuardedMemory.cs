using System.Runtime.InteropServices;

namespace RnnGen.Generator.Tests.GuardPages;

/// <summary>Values that end exactly where a page begins that nobody may touch: a read or write beyond them ends the process.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int ReadWrite = 3, Private = 2, Anonymous = 0x20;

    private readonly byte* _begin;
    private readonly nuint _size;
    private readonly T* _first;
    private readonly int _length;

    public GuardedMemory(T[] values)
    {
        nuint page = (nuint)Environment.SystemPageSize, bytes = (nuint)(values.Length * sizeof(T)), pages = (bytes + page - 1) / page;
        _size = (pages + 1) * page;
        _begin = Pages.Map(null, _size, protection: 0, Private | Anonymous, -1, 0);
        if ((nint)_begin == -1 || Pages.Protect(_begin, pages * page, ReadWrite) != 0) throw new InvalidOperationException("mmap failed.");
        _first = (T*)(_begin + pages * page - bytes);
        _length = values.Length;
        values.CopyTo(Span);
    }

    public Span<T> Span => new(_first, _length);

    public void Dispose() => Pages.Unmap(_begin, _size);
}

/// <summary>The system calls; a generic type cannot declare them.</summary>
internal static unsafe partial class Pages
{
    [LibraryImport("libc", EntryPoint = "mmap")]
    public static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    public static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(void* address, nuint length);
}

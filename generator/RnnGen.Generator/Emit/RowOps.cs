namespace RnnGen.Generator.Emit;

/// <summary>Small kernels over rows of a known length, which end exactly at the last float.</summary>
internal static class RowOps
{
    /// <summary>A call that copies <paramref name="length"/> floats.</summary>
    public static string Copy(KernelFile file, int length, string from, string to)
    {
        string name = $"Copy{Literal.Of(length)}";
        file.Add(name, $"Copies {Literal.Of(length)} floats.", "ref float from, ref float to",
            (w, lanes) => EmitChunks(w, lanes, length, (vector, at) => vector.Store(vector.Load("from", at), "to", at)));
        return $"{name}(ref {from}, ref {to});";
    }

    /// <summary>A call that adds <paramref name="length"/> floats to others.</summary>
    public static string Add(KernelFile file, int length, string from, string to)
    {
        string name = $"Add{Literal.Of(length)}";
        file.Add(name, $"to += from, {Literal.Of(length)} floats.", "ref float from, ref float to",
            (w, lanes) => EmitChunks(w, lanes, length, (vector, at) => vector.Store($"({vector.Load("to", at)} + {vector.Load("from", at)})", "to", at)));
        return $"{name}(ref {from}, ref {to});";
    }

    /// <summary>A call that writes the sum of two rows of <paramref name="length"/> floats.</summary>
    public static string Sum(KernelFile file, int length, string a, string b, string to)
    {
        string name = $"Sum{Literal.Of(length)}Of2";
        file.Add(name, $"to = a + b, {Literal.Of(length)} floats.", "ref float a, ref float b, ref float to",
            (w, lanes) => EmitChunks(w, lanes, length, (vector, at) => vector.Store($"({vector.Load("a", at)} + {vector.Load("b", at)})", "to", at)));
        return $"{name}(ref {a}, ref {b}, ref {to});";
    }

    /// <summary>A call that writes the elementwise product of two rows of <paramref name="length"/> floats, over one of them perhaps.</summary>
    public static string Multiply(KernelFile file, int length, string a, string b, string to)
    {
        string name = $"Multiply{Literal.Of(length)}";
        file.Add(name, $"to = a∘b, {Literal.Of(length)} floats.", "ref float a, ref float b, ref float to",
            (w, lanes) => EmitChunks(w, lanes, length, (vector, at) => vector.Store($"({vector.Load("a", at)} * {vector.Load("b", at)})", "to", at)));
        return $"{name}(ref {a}, ref {b}, ref {to});";
    }

    /// <summary>A call that writes <paramref name="length"/> floats times a factor.</summary>
    public static string Scale(KernelFile file, int length, string factor, string from, string to)
    {
        string name = $"Scale{Literal.Of(length)}";
        file.Add(name, $"to = factor · from, {Literal.Of(length)} floats.", "float factor, ref float from, ref float to",
            (w, lanes) => EmitChunks(w, lanes, length, (vector, at) => vector.Store($"({vector.Load("from", at)} * factor)", "to", at)));
        return $"{name}({factor}, ref {from}, ref {to});";
    }

    /// <summary>A call that sets <paramref name="length"/> floats to zero.</summary>
    public static string Clear(KernelFile file, int length, string row)
    {
        string name = $"Clear{Literal.Of(length)}";
        file.Add(name, $"Sets {Literal.Of(length)} floats to zero.", "ref float row",
            (w, lanes) => EmitChunks(w, lanes, length, (vector, at) => vector.Store(vector.Zero, "row", at)));
        return $"{name}(ref {row});";
    }

    /// <summary>A loop over the whole vectors of <paramref name="length"/> floats, then the rest in narrower ones.</summary>
    public static void EmitChunks(CodeWriter w, Lanes lanes, int length, Func<Lanes, string, string> statement)
    {
        foreach (Chunk chunk in Chunk.Cut(length, lanes))
        {
            if (chunk.Count < 3)
            {
                for (int i = 0; i < chunk.Count; i++) w.Line(statement(chunk.Lanes, Literal.Of(chunk.Offset + i * chunk.Lanes.Width)));
                continue;
            }
            string header = $"for (nuint at = {chunk.Offset}; at < {chunk.Offset + chunk.Count * chunk.Lanes.Width}; at += {chunk.Lanes.Width})";
            using (w.Block(header)) w.Line(statement(chunk.Lanes, "at"));
        }
    }
}

/// <summary>Vectors of one width in a row of floats.</summary>
/// <param name="Lanes">The vector.</param>
/// <param name="Offset">Where the first begins.</param>
/// <param name="Count">How many follow one another.</param>
internal sealed record Chunk(Lanes Lanes, int Offset, int Count)
{
    /// <summary>Cuts <paramref name="length"/> floats into vectors of at most <paramref name="lanes"/>, the widest first.</summary>
    public static IEnumerable<Chunk> Cut(int length, Lanes lanes)
    {
        int offset = 0;
        foreach (Lanes vector in Lanes.All.Where(vector => vector.Width <= lanes.Width))
        {
            int count = (length - offset) / vector.Width;
            if (count > 0) yield return new Chunk(vector, offset, count);
            offset += count * vector.Width;
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace CharLanguageModel.Text;

/// <summary>A text to learn from and one to be judged by.</summary>
internal sealed record Corpus(string Name, string Training, string Validation)
{
    /// <summary>The share of the text that is held out.</summary>
    public const double HeldOut = 0.1;

    /// <summary>Tells one text from another, so that a saved run is not continued on a different one.</summary>
    public string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes(Training));
            hash.AppendData([0]);
            hash.AppendData(Encoding.UTF8.GetBytes(Validation));
            return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        }
    }

    /// <summary>The text of <paramref name="file"/>, or of this repository where there is none.</summary>
    /// <exception cref="IOException">There is nothing to read.</exception>
    public static Corpus Open(string? file) => file is null ? RepositorySources.Read() : FromFile(file);

    /// <summary>A file: its first 90 % to learn from, its last 10 % held out (nanoGPT's split).</summary>
    public static Corpus FromFile(string file)
    {
        string text = File.ReadAllText(file, Encoding.UTF8);
        int cut = (int)(text.Length * (1 - HeldOut));
        // Not through the middle of a character that takes two UTF-16 units.
        if (cut > 0 && cut < text.Length && char.IsLowSurrogate(text[cut])) cut--;
        return new(Path.GetFileName(file), text[..cut], text[cut..]);
    }
}

namespace RnnGen.Benchmarks.Peers;

/// <summary>Where the peers' sources are, and beside them what was installed and compiled.</summary>
internal sealed record PeerFolder(string Sources)
{
    /// <summary>What install.sh downloads, and the compiled programs; not in the repository.</summary>
    public string Installed => Path.Combine(Sources, ".installed");

    /// <summary>Looks for benchmarks/Peers above the program.</summary>
    /// <exception cref="PeerException">It is not there: the program was moved out of the repository.</exception>
    public static PeerFolder Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string sources = Path.Combine(folder.FullName, "benchmarks", "Peers");
            if (File.Exists(Path.Combine(sources, "peer.hpp"))) return new(sources);
        }
        throw new PeerException($"no folder above {AppContext.BaseDirectory} has benchmarks/Peers");
    }
}

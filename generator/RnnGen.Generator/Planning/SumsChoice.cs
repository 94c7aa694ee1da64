namespace RnnGen.Generator.Planning;

/// <summary>What has to be known of the sums of one pass to choose how they are computed.</summary>
/// <param name="Vectors">Accumulators: gates times vectors of units.</param>
/// <param name="Lanes">Units of the widest vector; 1 in scalar code, and where lanes are rows.</param>
/// <param name="IsLooped">Whether the pass itself is in a loop over tiles, blocks or lanes.</param>
/// <param name="RowsPerWord">Rows whose weights share a word.</param>
/// <param name="Parts">The runs of rows, in the order of the sums.</param>
internal sealed record SumsShape(int Vectors, int Lanes, bool IsLooped, int RowsPerWord, IReadOnlyList<RowRun> Parts);

/// <summary>Rows that are multiplied one after another.</summary>
/// <param name="Rows">Their number; 0 for a token, which is a look-up.</param>
/// <param name="Vectors">Products of a row: its gates times vectors of units.</param>
internal readonly record struct RowRun(int Rows, int Vectors);

/// <summary>How the sums of one pass are computed.</summary>
/// <param name="Sets">Accumulators of each sum, added up at the end: row r goes to set r mod Sets.</param>
/// <param name="LoopRows">For each run of rows, the rows in the body of the loop over it; 0 where it is straight code.</param>
internal sealed record SumsChoice(int Sets, IReadOnlyList<int> LoopRows);

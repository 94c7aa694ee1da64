namespace RnnGen;

/// <summary>A GRU whose gates z h̃ do not see h.</summary>
/// <param name="hidden">H, the number of units.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class MinGruAttribute(int hidden) : RecurrentAttribute(hidden);

namespace Nines.Reliability.Diagrams;

/// <summary>A vertex: a decision on the variable at a level. Vertices 0 and 1 are the constants.</summary>
internal readonly record struct Vertex(int Level, int Low, int High);

/// <summary>
/// A finished decision diagram of one shape: vertices in an array, successors before users, unreachable ones removed.
/// The same type holds reduced BDDs and zero-suppressed ones.
/// </summary>
/// <param name="Vertices">The two constants first; their level is the number of levels.</param>
/// <param name="Root">Index of the root.</param>
/// <param name="VariableAt">The variable decided at each level.</param>
internal sealed record Diagram(Vertex[] Vertices, int Root, int[] VariableAt)
{
    public const int Zero = 0;
    public const int One = 1;

    public int Levels => VariableAt.Length;

    /// <summary>The vertices that decide, constants left out.</summary>
    public int Size => Vertices.Length - 2;
}

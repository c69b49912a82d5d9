namespace Nines.Reliability.Structure;

/// <summary>
/// A node of one <see cref="StructureFunction"/>: an event, a house event or a gate.
/// Children always have smaller indexes than their parents, so a loop over indexes is a bottom-up pass without recursion.
/// </summary>
/// <param name="Index">Position in the function's node table, from 0.</param>
public readonly record struct NodeRef(int Index);

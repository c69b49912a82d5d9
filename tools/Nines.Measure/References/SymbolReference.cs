namespace Nines.Measure.References;

/// <summary>One mention of a declared symbol, from one member to another.</summary>
/// <param name="From">Identity of the member or type that mentions.</param>
/// <param name="FromFile">File of the mention.</param>
/// <param name="To">Identity of the type or member mentioned.</param>
/// <param name="ToFile">File that declares it.</param>
internal readonly record struct SymbolReference(string From, string FromFile, string To, string ToFile);

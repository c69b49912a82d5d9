using Nines.Environments.Specs;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>What the checks between sections share.</summary>
/// <param name="Spec">What was read; where something could not be read it holds a stand-in.</param>
/// <param name="Catalogue">The services that components can name.</param>
/// <param name="Document">Finds positions.</param>
/// <param name="Reading">Takes faults.</param>
internal sealed record CheckContext(EnvironmentSpec Spec, AvailabilityCatalogue Catalogue, DocumentLocator Document, ReadingContext Reading)
{
    /// <summary>False when the place holds a stand-in, about which nothing should be said.</summary>
    public bool IsSound(params ReadOnlySpan<string> keys) =>
        Document.Find(keys) is { } node ? !Reading.IsBroken(node) : !Reading.IsMisspelled(keys[^1]);

    /// <summary>False when something that can be named could not be read, so that a name which is not found may well be right.</summary>
    public bool HasSoundNames => IsSound("regions") && IsSound("workloads") && IsSound("components") && IsSound("registry") && IsSound("globalRouting");
}

namespace Nines.Reliability.Structure;

/// <summary>A basic event: one independent reason to be down.</summary>
/// <param name="Name">Unique within its structure function.</param>
/// <param name="Unavailability">Steady-state probability of being down, 0 to 1. Unavailability is stored, never availability.</param>
/// <param name="MeanDownTime">Mean length of one down state (IEC 60050-192 MDT), or null when unknown.</param>
public sealed record BasicEvent(string Name, double Unavailability, TimeSpan? MeanDownTime = null);

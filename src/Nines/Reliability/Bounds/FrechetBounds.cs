namespace Nines.Reliability.Bounds;

/// <summary>Bounds on an unavailability that hold for any dependence between the events (Frechet).</summary>
public readonly record struct FrechetBounds(double Lower, double Upper);

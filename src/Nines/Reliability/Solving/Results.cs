namespace Nines.Reliability.Solving;

/// <summary>A probability that is known exactly (lower equals upper), or only between certified bounds.</summary>
/// <param name="Lower">Certified lower bound, 0 to 1.</param>
/// <param name="Upper">Certified upper bound, 0 to 1.</param>
/// <param name="Value">The value when exact; otherwise the best estimate within the bounds.</param>
/// <param name="IsExact">True when <paramref name="Value"/> is exact up to floating-point rounding.</param>
public readonly record struct BoundedProbability(double Lower, double Upper, double Value, bool IsExact)
{
    public static BoundedProbability Exact(double value) => new(value, value, value, true);
}

/// <summary>Steady-state frequency of a repairable system. Hours, not TimeSpan: a good system's mean up time passes 29 000 years.</summary>
/// <param name="PerHour">Failures an hour, w = sum of Birnbaum x U / MDT.</param>
/// <param name="MeanUpTimeHours">MUT = A / w; positive infinity when it never fails.</param>
/// <param name="MeanDownTimeHours">MDT = U / w; 0 when it never fails.</param>
public sealed record FailureFrequency(double PerHour, double MeanUpTimeHours, double MeanDownTimeHours);

using System.Collections.Immutable;
using Nines.Environments.Advice;
using Nines.Environments.Costs;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Costs of what <c>nines predict</c> predicted.</summary>
/// <param name="Bills">One a file; null for a fault tree.</param>
/// <param name="Advice">The improvements with their costs; null when they were not asked for.</param>
internal sealed record PredictCosts(ImmutableArray<Bill?> Bills, PricedAdvice? Advice);

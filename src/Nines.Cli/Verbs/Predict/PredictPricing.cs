using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;
using Nines.Text;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Prices the environments and the improvements of an answer.</summary>
internal static class PredictPricing
{
    /// <summary>An answer with its costs, or the errors of the file of prices.</summary>
    public static ReadResult<PredictAnswer> Add(
        PredictAnswer answer, PredictRequest request, PredictInputs inputs, CommandHost host, CancellationToken cancellation)
    {
        ReadResult<PriceCatalogue> prices = PriceInput.Read(request.Prices, host.In);
        if (!prices.IsValid)
        {
            return ReadResult.Failed<PredictAnswer>(prices.Diagnostics);
        }

        ImmutableArray<Bill?> bills = [.. inputs.List.Select(input => input.Study is { } study ? BillOf(study, prices.Value) : null)];
        PricedAdvice? advice = answer.Advice is { } found && inputs.List is [{ Study: { } only }]
            ? new AdvicePricer(only, prices.Value, request.Options.Limits, host.Time).Price(found, cancellation)
            : null;
        return ReadResult.Of(bills.All(bill => bill is null) ? answer : answer with { Costs = new PredictCosts(bills, advice) });
    }

    private static Bill? BillOf(EnvironmentStudy study, PriceCatalogue prices) =>
        study.Read(study.Root).Value is { } spec ? EnvironmentBill.Create(spec, prices) : null;
}

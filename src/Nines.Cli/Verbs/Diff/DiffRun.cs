using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Cli.Verbs.Diff;

/// <summary>Runs <c>nines diff</c>: read, predict and price both environments, then compare.</summary>
internal sealed class DiffRun(CommandHost host, DiffRequest request)
{
    public ReadResult<DiffAnswer> Run(CancellationToken cancellation)
    {
        ReadResult<AvailabilityCatalogue> catalogue = EnvironmentInput.Catalogue(request.Catalogue, host.In, cancellation);
        ReadResult<PriceCatalogue> prices = PriceInput.Read(request.Prices, host.In);
        if (!catalogue.IsValid || !prices.IsValid)
        {
            return ReadResult.Failed<DiffAnswer>([.. catalogue.Diagnostics, .. prices.Diagnostics]);
        }

        ReadResult<EnvironmentStudy> before = Open(request.Before, catalogue.Value, cancellation);
        ReadResult<EnvironmentStudy> after = Open(request.After, catalogue.Value, cancellation);
        if (!before.IsValid || !after.IsValid)
        {
            return ReadResult.Failed<DiffAnswer>([.. before.Diagnostics, .. after.Diagnostics]);
        }

        var options = new PredictOptions();
        ReadResult<Prediction> was = before.Value.Predict(options, cancellation), now = after.Value.Predict(options, cancellation);
        if (!was.IsValid || !now.IsValid)
        {
            return ReadResult.Failed<DiffAnswer>([.. was.Diagnostics, .. now.Diagnostics]);
        }

        Bill billBefore = BillOf(before.Value, prices.Value), billAfter = BillOf(after.Value, prices.Value);
        return ReadResult.Of(new DiffAnswer(
            was.Value, now.Value, PredictionDiff.Between(was.Value, now.Value), billBefore, billAfter, BillChange.Between(billBefore, billAfter)));
    }

    private static Bill BillOf(EnvironmentStudy study, PriceCatalogue prices) => EnvironmentBill.Create(study.Read(study.Root).Value!, prices);

    private ReadResult<EnvironmentStudy> Open(string name, AvailabilityCatalogue catalogue, CancellationToken cancellation)
    {
        ReadResult<InputFile> file = InputFile.Read(name, host.In);
        if (!file.IsValid)
        {
            return ReadResult.Failed<EnvironmentStudy>(file.Diagnostics);
        }

        return file.Value.IsXml
            ? ReadResult.Failed<EnvironmentStudy>(new Diagnostic(new SourcePosition(name, 0, 0), "is a fault tree; expected an environment file."))
            : EnvironmentInput.Open(file.Value, catalogue, host.Time, cancellation);
    }
}

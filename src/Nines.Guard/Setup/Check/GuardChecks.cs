using System.Collections.Immutable;

namespace Nines.Guard.Setup.Check;

/// <summary>Every check, in the order in which they are told.</summary>
internal static class GuardChecks
{
    public static ImmutableArray<GuardCheck> All(CheckRequest request, TimeProvider time) =>
    [
        new("certificate", (notes, _) =>
        {
            ServerCertificateCheck.Run(notes, request, time.GetUtcNow());
            return Task.CompletedTask;
        }),
        new("clients", (notes, _) =>
        {
            ClientCertificateCheck.Run(notes, request, time.GetUtcNow());
            return Task.CompletedTask;
        }),
        new("files", (notes, _) =>
        {
            FilesCheck.Run(notes, request.Settings, time.GetUtcNow());
            return Task.CompletedTask;
        }),
        new("cache", (notes, cancellation) => StoreCheck.RunAsync(notes, request, time, cancellation)),
        new("entra", (notes, cancellation) => EntraCheck.RunAsync(notes, request.Settings, time, cancellation)),
        new("azure", (notes, cancellation) => AzureCheck.RunAsync(notes, request.Settings, time, cancellation)),
        new("clock", (notes, cancellation) => ClockCheck.RunAsync(notes, request, time, cancellation)),
    ];
}

using Nines.Azure.Catalogue;
using Nines.Environments.Costs;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>Opens files of prices.</summary>
internal static class PriceInput
{
    /// <summary>Size limit of files of prices.</summary>
    private const long MaxBytes = 32L << 20;

    /// <summary>The built-in prices, with those of a file in the place of their own; the built-in ones alone when the file is null.</summary>
    public static ReadResult<PriceCatalogue> Read(string? name, Func<Stream> standardInput)
    {
        if (name is null)
        {
            return ReadResult.Of(PriceTable.Default);
        }

        ReadResult<InputFile> file = InputFile.Read(name, standardInput, MaxBytes);
        if (!file.IsValid)
        {
            return ReadResult.Failed<PriceCatalogue>(file.Diagnostics);
        }

        using var reader = new StreamReader(new MemoryStream(file.Value.Content, writable: false));
        ReadResult<PriceCatalogue> own = PriceFile.Read(reader, name);
        return own.IsValid ? ReadResult.Of(PriceTable.Default.With(own.Value)) : own;
    }
}

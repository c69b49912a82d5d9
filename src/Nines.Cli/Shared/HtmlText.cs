using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Nines.Cli.Shared;

/// <summary>
/// Builder of HTML. Only literals of the source are markup: interpolated values are escaped, so that no
/// name from the input can become a tag.
/// </summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

#pragma warning disable CA1822 // Not static: the handler takes its target from the instance, and has written by the time of the call.
    /// <summary>Appends <c>$"&lt;td&gt;{name}&lt;/td&gt;"</c>, escaping the name.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref EscapingHandler markup) => _ = markup;
#pragma warning restore CA1822

    /// <summary>Appends a constant of this program as it is.</summary>
    public void WriteTrusted(string markup) => _text.Append(markup);

    public override string ToString() => _text.ToString();

    /// <summary>Fills <see cref="HtmlText"/> from an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct EscapingHandler
    {
        private readonly StringBuilder _text;

        /// <summary>Parameters are those that the compiler passes.</summary>
        public EscapingHandler(int literalLength, int formattedCount, HtmlText target)
        {
            _ = (literalLength, formattedCount);
            _text = target._text;
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? value) => _text.Append(WebUtility.HtmlEncode(value));

        public void AppendFormatted(int value) => _text.Append(value);

        /// <summary>A coordinate: two decimals are finer than a pixel.</summary>
        public void AppendFormatted(double value) => _text.Append(value.ToString("0.##", CultureInfo.InvariantCulture));
    }
}

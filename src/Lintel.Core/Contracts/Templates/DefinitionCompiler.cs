namespace Lintel.Contracts;

/// <summary>Compiles everything that is sent for a definition: the body in each of the contract's media types, and the header fields.</summary>
/// <param name="contentTypes">The media types of bodies, the preferred one first.</param>
/// <param name="xml">The names that XML needs; null where no body is XML.</param>
/// <param name="envelope">The shape of the body.</param>
/// <param name="headers">The header fields.</param>
internal sealed class DefinitionCompiler(
    IReadOnlyList<string> contentTypes,
    XmlShape? xml,
    EnvelopeValue envelope,
    IReadOnlyList<DeclaredHeader> headers)
{
    private readonly HashSet<EnvelopeVariable> _uses =
        [.. EnvelopeUses.Of(envelope), .. headers.SelectMany(header => EnvelopeUses.Of(header.Value))];

    private readonly BodyFormat[] _formats = [.. contentTypes.Select(type => IsXml(type) ? (BodyFormat)new XmlFormat(xml!) : JsonFormat.Instance)];

    /// <summary>Returns true if a media type is XML; otherwise, false.</summary>
    public static bool IsXml(string contentType) => contentType.Split(';')[0].EndsWith("xml", StringComparison.Ordinal);

    /// <summary>One template for each media type, in their order.</summary>
    public IReadOnlyList<ErrorTemplate> Compile(ErrorTexts texts)
    {
        HeaderTemplate[] fields = [.. headers.Select(header => Compile(header, texts))];
        return
        [
            .. contentTypes.Select(
                (type, place) => new ErrorTemplate(TemplateCompiler.Compile(envelope, texts, _formats[place]), texts.Messages)
                {
                    ContentType = type,
                    Headers = fields,
                    Uses = _uses,
                }),
        ];
    }

    /// <summary>The fields whose constant parts have characters that a field cannot have.</summary>
    public IEnumerable<DeclaredHeader> Unprintable(ErrorTexts texts) =>
        headers.Where(header => Words(header, texts).Any(character => character is < ' ' or > '~'));

    private static HeaderTemplate Compile(DeclaredHeader header, ErrorTexts texts)
    {
        var builder = new TemplateBuilder(HeaderFormat.Instance);
        var variables = new VariableCompiler(texts, HeaderFormat.Instance);
        foreach (var piece in header.Value.Pieces)
        {
            if (piece.Variable is { } variable)
            {
                variables.AddInside(builder, variable, FaultScope.None);
            }
            else
            {
                builder.Text(piece.Words);
            }
        }

        return new HeaderTemplate(header.Name, builder.Build());
    }

    private static string Words(DeclaredHeader header, ErrorTexts texts) => string.Concat(header.Value.Pieces.Select(piece => piece.Variable?.Name switch
    {
        EnvelopeVariable.Title => texts.Title,
        EnvelopeVariable.Docs => texts.Docs,
        EnvelopeVariable.Member when texts.Members.TryGetValue(piece.Variable.Of, out var value) => ArgumentText.Format(value),
        _ => piece.Words,
    }));
}

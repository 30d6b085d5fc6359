using System.Text;

namespace Lintel.Contracts;

/// <summary>A message with <c>{placeholders}</c>; <c>{{</c> and <c>}}</c> stand for braces.</summary>
internal sealed class MessageTemplate
{
    /// <summary>The placeholder that every definition may use: the id of the request.</summary>
    public const string RequestId = "requestId";

    private readonly Piece[] _pieces;

    private MessageTemplate(Piece[] pieces) => _pieces = pieces;

    public static MessageTemplate Empty { get; } = new([]);

    /// <summary>The names between braces, in the order of the text.</summary>
    public IEnumerable<string> Placeholders => _pieces.Where(piece => piece.IsPlaceholder).Select(piece => piece.Text);

    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>Takes a text apart.</summary>
    /// <returns>Null where a brace has no partner.</returns>
    public static MessageTemplate? Parse(string text)
    {
        var pieces = new List<Piece>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character is not ('{' or '}'))
            {
                literal.Append(character);
            }
            else if (i + 1 < text.Length && text[i + 1] == character)
            {
                literal.Append(character);
                i++;
            }
            else
            {
                var end = character == '{' ? text.AsSpan(i + 1).IndexOfAny('{', '}') : -1;
                if (end < 0 || text[i + 1 + end] == '{')
                {
                    return null;
                }

                AddLiteral(pieces, literal);
                pieces.Add(new Piece(text.Substring(i + 1, end), IsPlaceholder: true));
                i += end + 1;
            }
        }

        AddLiteral(pieces, literal);
        return new MessageTemplate([.. pieces]);
    }

    public string Format(string requestId, Refusal refusal)
    {
        if (_pieces is [{ IsPlaceholder: false } only])
        {
            return only.Text;
        }

        var message = new StringBuilder();
        foreach (var piece in _pieces)
        {
            message.Append(piece switch
            {
                { IsPlaceholder: false } => piece.Text,
                { Text: RequestId } => requestId,
                _ => ArgumentText.Format(refusal[piece.Text]),
            });
        }

        return message.ToString();
    }

    /// <summary>The message with values that were kept as text.</summary>
    public string Format(Func<string, string> valueOf) =>
        string.Concat(_pieces.Select(piece => piece.IsPlaceholder ? valueOf(piece.Text) : piece.Text));

    private static void AddLiteral(List<Piece> pieces, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            pieces.Add(new Piece(literal.ToString(), IsPlaceholder: false));
            literal.Clear();
        }
    }

    /// <summary>A piece of a message.</summary>
    /// <param name="Text">The literal text, or the placeholder's name.</param>
    /// <param name="IsPlaceholder">Which of the two.</param>
    public readonly record struct Piece(string Text, bool IsPlaceholder);
}

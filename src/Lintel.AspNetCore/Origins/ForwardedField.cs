using System.Buffers;
using System.Text;

namespace Lintel.AspNetCore;

/// <summary>One element of <c>Forwarded</c>, added by one proxy; null for a parameter that it does not have.</summary>
internal sealed record ForwardedElement(string? For, string? Proto, string? Host);

/// <summary>Reads the field <c>Forwarded</c> (RFC 7239 section 4).</summary>
internal static class ForwardedField
{
    // Twice as many as a chain of proxies may have; more is only work for whoever sent it.
    private const int MaximumElements = 32;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Reads the elements in the order in which the proxies added them.</summary>
    /// <returns>The elements; null where the field is not in its grammar, because a part of it cannot be told from the rest then.</returns>
    public static IReadOnlyList<ForwardedElement>? Read(ReadOnlySpan<char> field)
    {
        var elements = new List<ForwardedElement>();
        while (elements.Count < MaximumElements)
        {
            if (ReadElement(ref field) is not { } element)
            {
                return null;
            }

            elements.Add(element);
            if (field.IsEmpty)
            {
                return elements;
            }

            field = field[1..];
        }

        return null;
    }

    /// <summary>Reads up to the comma after an element, or to the end.</summary>
    private static ForwardedElement? ReadElement(ref ReadOnlySpan<char> field)
    {
        var element = new ForwardedElement(null, null, null);
        while (true)
        {
            field = field.TrimStart(" \t");
            if (!field.IsEmpty && field[0] is not (',' or ';'))
            {
                if (!TryReadPair(ref field, out var name, out var value) || With(element, name, value) is not { } longer)
                {
                    return null;
                }

                element = longer;
                field = field.TrimStart(" \t");
            }

            if (field.IsEmpty || field[0] == ',')
            {
                return element;
            }

            if (field[0] != ';')
            {
                return null;
            }

            field = field[1..];
        }
    }

    /// <returns>The element with the parameter; null where it has one of this name already, which RFC 7239 section 4 forbids.</returns>
    private static ForwardedElement? With(ForwardedElement element, string name, string value) => name switch
    {
        "for" => element.For is null ? element with { For = value } : null,
        "proto" => element.Proto is null ? element with { Proto = value } : null,
        "host" => element.Host is null ? element with { Host = value } : null,
        _ => element,
    };

    private static bool TryReadPair(ref ReadOnlySpan<char> field, out string name, out string value)
    {
        (name, value) = (string.Empty, string.Empty);
        if (!TryReadToken(ref field, out name) || field.IsEmpty || field[0] != '=')
        {
            return false;
        }

        name = name.ToLowerInvariant();
        field = field[1..];
        return field.StartsWith('"') ? TryReadQuoted(ref field, out value) : TryReadToken(ref field, out value);
    }

    private static bool TryReadToken(ref ReadOnlySpan<char> field, out string token)
    {
        var end = field.IndexOfAnyExcept(TokenCharacters);
        var length = end < 0 ? field.Length : end;
        token = field[..length].ToString();
        field = field[length..];
        return length > 0;
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> field, out string value)
    {
        var text = new StringBuilder();
        for (var i = 1; i < field.Length; i++)
        {
            var c = field[i];
            if (c == '"')
            {
                value = text.ToString();
                field = field[(i + 1)..];
                return true;
            }

            if (c == '\\' && ++i < field.Length)
            {
                c = field[i];
            }

            text.Append(c);
        }

        value = string.Empty;
        return false;
    }
}

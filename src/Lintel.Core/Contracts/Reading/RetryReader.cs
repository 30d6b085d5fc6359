namespace Lintel.Contracts;

/// <summary>Reads a definition's <c>retry</c>.</summary>
internal static class RetryReader
{
    private const int LongestWait = 31 * 24 * 60 * 60;
    private const string Advice = "Write never, { after: header, jitter: 0.1 }, { backoff: [1, 2, 4], attempts: 3 } or { after: 5..10 }.";

    public static RetryAdvice Read(MappingCursor definition)
    {
        var node = definition.Find("retry");
        if (node is null or YamlScalar { Value: "never" })
        {
            return new RetryAdvice.Never();
        }

        if (node is not YamlMapping || !definition.TryMapping(node, $"`retry` of {definition.Subject}", out var cursor))
        {
            definition.Faults.Add(node.Position, $"`retry` of {definition.Subject} is {MappingCursor.Describe(node)}.", Advice);
            return new RetryAdvice.Never();
        }

        var advice = cursor.Has("backoff") ? ReadBackoff(cursor) : ReadAfter(cursor);
        cursor.RefuseOthers();
        return advice;
    }

    private static RetryAdvice.Backoff ReadBackoff(MappingCursor cursor)
    {
        var seconds = new List<int>();
        foreach (var item in cursor.Items("backoff"))
        {
            if (item is YamlScalar { IsPlain: true } scalar
                && WholeNumberText.TryParse(scalar.Value, out int wait) && wait is >= 1 and <= LongestWait)
            {
                seconds.Add(wait);
            }
            else
            {
                cursor.Faults.Add(
                    item.Position,
                    $"A wait of {cursor.Subject} is {MappingCursor.Describe(item)}.",
                    $"Write whole seconds from 1 to {LongestWait}.");
            }
        }

        if (cursor.Find("backoff") is YamlSequence { Items.Count: 0 })
        {
            cursor.Fault("backoff", $"`backoff` of {cursor.Subject} is empty.", "Name at least one wait in seconds.");
        }

        return new RetryAdvice.Backoff(seconds, cursor.Integer("attempts", 1, 100, seconds.Count));
    }

    private static RetryAdvice ReadAfter(MappingCursor cursor)
    {
        // The forms below keep out what is neither a text nor a number.
        var after = cursor.Find("after") is YamlScalar scalar ? scalar.Value : string.Empty;
        if (string.Equals(after, "header", StringComparison.Ordinal))
        {
            return new RetryAdvice.AfterHeader(cursor.Number("jitter", 0, 1, 0));
        }

        var match = Forms.Span.Match(after);
        if (!match.Success)
        {
            cursor.Fault("after", $"{cursor.Name} is not understood.", Advice);
            return new RetryAdvice.Never();
        }

        var from = int.Parse(match.Groups["from"].ValueSpan);
        var to = match.Groups["to"].Success ? int.Parse(match.Groups["to"].ValueSpan) : from;
        if (from < 1 || to < from || to > LongestWait)
        {
            cursor.Fault(
                "after",
                $"`after` of {cursor.Subject} is {Quoting.Quote(after)}.",
                $"Write a span of whole seconds from 1 to {LongestWait}, the shorter first.");
        }

        return new RetryAdvice.After(from, to);
    }
}

namespace Lintel.AspNetCore;

/// <summary>Words for the values that a .NET type is read from, to follow a field's name.</summary>
internal static class ExpectedValue
{
    /// <param name="name">The type as the framework names it: <c>int</c>, <c>Int32</c>, <c>System.Nullable`1[System.Int32]</c>.</param>
    /// <param name="type">The type itself; null where only its name is known.</param>
    public static string Of(string name, Type? type)
    {
        if (type is not null && (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } words)
        {
            return $"must be one of {string.Join(", ", Enum.GetNames(words))}";
        }

        return Short(name) switch
        {
            "int" or "Int32" or "long" or "Int64" or "short" or "Int16" or "byte" or "Byte" or "sbyte" or "SByte" or "uint" or "UInt32" or "ulong" or "UInt64" or "ushort" or "UInt16"
                => "must be a whole number in its range",
            "decimal" or "Decimal" or "double" or "Double" or "float" or "Single" => "must be a number",
            "bool" or "Boolean" => "must be true or false",
            "string" or "String" => "must be a string",
            "Guid" => "must be a UUID, such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            "DateTime" or "DateTimeOffset" => "must be a date with a time, such as 2026-01-31T08:30:00Z",
            "DateOnly" => "must be a date, such as 2026-01-31",
            "TimeOnly" => "must be a time of day, such as 08:30:00",
            "TimeSpan" => "must be a duration, such as 00:30:00",
            "Uri" => "must be a URL",
            _ => "has a value that cannot be read",
        };
    }

    private static string Short(string name)
    {
        var nullable = name.StartsWith("System.Nullable`1[", StringComparison.Ordinal) || name.StartsWith("Nullable<", StringComparison.Ordinal);
        var inner = nullable ? name[(name.IndexOfAny(['[', '<']) + 1)..].TrimEnd(']', '>') : name.TrimEnd('?');
        return inner[(inner.LastIndexOf('.') + 1)..];
    }
}

namespace Lintel.FieldService.Storage;

/// <summary>Readings and costs as they are stored: the shortest decimal text, so that no digit is lost and 1200 does not come back as 1200.0.</summary>
internal static class Amount
{
    public const decimal Largest = 999_999_999_999m;

    public static string Text(decimal amount) => amount.ToString("0.############################");

    public static string? Text(decimal? amount) => amount is { } value ? Text(value) : null;
}

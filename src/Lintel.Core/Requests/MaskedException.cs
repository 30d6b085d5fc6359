namespace Lintel.Requests;

/// <summary>Stands in the log for an exception that says a secret: its type, message and stack as text, with <c>***</c> in the place of each secret.</summary>
internal sealed class MaskedException : Exception
{
    private readonly string _text;
    private readonly string? _stack;

    private MaskedException(string message, string text, string? stack)
        : base(message) => (_text, _stack) = (text, stack);

    public override string? StackTrace => _stack;

    public override string ToString() => _text;

    /// <summary>The exception itself where nothing of it has to be masked; otherwise, what stands for it.</summary>
    public static Exception Of(Exception exception, SecretMask mask)
    {
        try
        {
            var text = exception.ToString();
            return IsClean(text, mask) && IsClean(exception, mask)
                ? exception
                : new MaskedException(mask.Mask(exception.Message), mask.Mask(text), mask.Mask(exception.StackTrace));
        }
        catch (Exception another)
        {
            // Exceptions are objects of the application, whose members may throw.
            var name = exception.GetType().FullName ?? string.Empty;
            return new MaskedException(name, $"{name}, whose text cannot be had: {another.GetType().FullName}", stack: null);
        }
    }

    // Some loggers write the message, the data and the inner exceptions apart from the text.
    private static bool IsClean(Exception exception, SecretMask mask) =>
        exception.Data.Count == 0
        && IsClean(exception.Message, mask)
        && (exception is AggregateException several ? several.InnerExceptions.All(inner => IsClean(inner, mask)) : exception.InnerException is not { } only
            || IsClean(only, mask));

    private static bool IsClean(string text, SecretMask mask) => ReferenceEquals(mask.Mask(text), text);
}

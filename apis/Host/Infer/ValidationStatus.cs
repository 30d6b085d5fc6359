namespace Lintel.Host.Infer;

/// <summary>The statuses of errors that may name faulty fields.</summary>
internal static class ValidationStatus
{
    public static bool Is(int status) => status is 200 or 400 or 409 or 422;
}

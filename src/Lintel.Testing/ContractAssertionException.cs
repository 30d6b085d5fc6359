namespace Lintel.Testing;

/// <summary>An assertion on a response that does not hold; every test framework reports it as a failed test.</summary>
public sealed class ContractAssertionException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Says what was expected, and what came.</param>
    public ContractAssertionException(string message)
        : base(message)
    {
    }
}

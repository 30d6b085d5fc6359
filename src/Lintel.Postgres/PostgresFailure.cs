using System.Net.Sockets;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Tells a database that cannot answer from a query that is wrong, and from transactions that met.</summary>
internal static class PostgresFailure
{
    private const string IdleInTransactionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";

    /// <summary>true if the transaction met another and may do when it is run again; otherwise, false.</summary>
    public static bool IsMeeting(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
    };

    /// <summary>true if the database is to blame; otherwise, false: constraint and SQL errors are the query's own.</summary>
    public static bool IsOfStore(Exception exception) => exception switch
    {
        // Classes of SQLSTATE: connection, authorization, resources, operator intervention, system, internal.
        PostgresException { SqlState: { } state } => state[..2] is "08" or "28" or "53" or "57" or "58" or "XX"
            || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName
            || state is IdleInTransactionTimeout or TransactionTimeout
            || IsMeeting(exception),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Makes the exception that callers of the store see.</summary>
    /// <param name="store">The database and the schema.</param>
    /// <param name="exception">The driver's exception.</param>
    public static StoreUnavailableException ToUnavailable(string store, Exception exception) =>
        new($"{store} cannot answer: {exception.Message}", exception) { IsTransient = IsTransient(exception) };

    // A server that is not there yet, full or slow; not one that refuses the password or has no such database.
    private static bool IsTransient(Exception exception) => exception is not PostgresException { SqlState: { } state }
        || state[..2] is "08" or "40" or "53" or "57"
        || state is PostgresErrorCodes.LockNotAvailable or IdleInTransactionTimeout or TransactionTimeout;
}

using Npgsql;

namespace Lintel.Postgres;

/// <summary>The connections of one process to one PostgreSQL database, which all its schemas share.</summary>
internal static class PostgresSource
{
    // Eight nodes fit in the 100 connections that a server admits unless it is told otherwise: each has a few beside its pool.
    private const int MostConnections = 9;

    private const int PreparedStatements = 200;

    /// <summary>Makes the pool; nothing is connected yet.</summary>
    /// <param name="connectionString">What Npgsql reads. What it says wins over the defaults here.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static NpgsqlDataSource Create(string connectionString) => new NpgsqlDataSourceBuilder(Complete(connectionString)).Build();

    /// <summary>Adds the defaults to a connection string. That of a data source cannot be used instead: it tells no password.</summary>
    /// <param name="connectionString">What Npgsql reads. What it says wins over the defaults here.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static string Complete(string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString);
        SetUnlessSaid(text, "Maximum Pool Size", MostConnections);
        SetUnlessSaid(text, "Timeout", 2);
        SetUnlessSaid(text, "Max Auto Prepare", PreparedStatements);
        SetUnlessSaid(text, "Auto Prepare Min Usages", 2);
        SetUnlessSaid(text, "Application Name", "lintel");

        // A server that has gone without a word is noticed also by who only waits.
        SetUnlessSaid(text, "Tcp Keepalive", true);
        SetUnlessSaid(text, "Tcp Keepalive Time", 5);
        SetUnlessSaid(text, "Tcp Keepalive Interval", 2);

        // The server ends what takes long (PostgresTransaction), and knows what became of it; this is for a server that stands still. Nothing is asked to
        // be canceled then: the connection is given up.
        SetUnlessSaid(text, "Command Timeout", 15);
        text.CancellationTimeout = -1;

        // A transaction of the caller's is none of ours.
        text.Enlist = false;
        return text.ConnectionString;
    }

    /// <summary>Names a schema for a message: server, database and schema, no credentials.</summary>
    public static string NameOf(NpgsqlDataSource source, string schema) => NameOf(source.ConnectionString, schema);

    /// <summary>Names a schema for a message: server, database and schema, no credentials.</summary>
    public static string NameOf(string connectionString, string schema)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString);
        return $"The schema {schema} of the database {text.Database ?? text.Username} on {text.Host}";
    }

    private static void SetUnlessSaid(NpgsqlConnectionStringBuilder text, string keyword, object value)
    {
        if (!text.ContainsKey(keyword) || !text.ShouldSerialize(keyword))
        {
            text[keyword] = value;
        }
    }
}

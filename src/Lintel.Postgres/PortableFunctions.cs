namespace Lintel.Postgres;

/// <summary>Functions that portable queries use and that PostgreSQL has by another name or for other types. They are made in each schema.</summary>
internal static class PortableFunctions
{
    public const string Script =
        """
        CREATE OR REPLACE FUNCTION json_each(list TEXT) RETURNS TABLE (value TEXT) IMMUTABLE STRICT LANGUAGE SQL
          AS 'SELECT jsonb_array_elements_text(list::jsonb)';
        CREATE OR REPLACE FUNCTION instr(text_ TEXT, part TEXT) RETURNS INTEGER IMMUTABLE STRICT LANGUAGE SQL AS 'SELECT strpos(text_, part)';
        CREATE OR REPLACE FUNCTION unixepoch(modifier TEXT) RETURNS DOUBLE PRECISION VOLATILE LANGUAGE SQL
          AS 'SELECT extract(epoch FROM clock_timestamp())::double precision';
        """;
}
